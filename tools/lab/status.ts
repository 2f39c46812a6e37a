// `lab status`: what is in a profile.

import type { Command } from './command.ts';

export const status: Command = {
  usage: '',
  about: 'What this profile holds: models, heads, nights, tables, files. Use it with --profile.',
  words: [0, 0],
  run: async ({ open, json, print }) => {
    const browser = await open();
    const { device } = await browser.call('ready');
    const report = await browser.call('status');
    const { learner, heads, nights, rows, files, damaged } = report;
    if (!json) {
      print(
        `learner:  ${learner.model}, ${learner.adapter ? `adapter ${learner.adapter.slice(0, 12)}` : 'as shipped'}`,
      );
      print(
        `heads:    active ${short(heads.active)}, candidate ${short(heads.candidate)}, previous ${short(heads.previous)}`,
      );
      print(
        `nights:   ${nights.total}${nights.last ? `, the last one ${nights.last.event}` : ''}${nights.unfinished ? '; one can be taken up with night --resume' : ''}`,
      );
      print(
        `rows:     ${Object.entries(rows)
          .map(([table, count]) => `${table} ${count}`)
          .join(', ')}`,
      );
      print(`files:    ${files.count}, ${files.bytes} bytes`);
      print(`chains:   ${damaged.length === 0 ? 'all verify' : `DAMAGED: ${damaged.join(', ')}`}`);
      print(`device:   ${device}`);
    }
    return {
      json: { ...report, device, offOriginRequests: browser.offOrigin().length },
      code: damaged.length === 0 ? 0 : 1,
    };
  },
};

const short = (id: string | null): string => id?.slice(0, 12) ?? '-';
