// What `ask` and `guard` share: a line of JSON to stdout for each row as soon as it is judged, in order, and the sums at the end.

import type { LabBrowser } from './browser.ts';
import type { Invocation, Outcome } from './command.ts';

export async function judgeRows(
  { open, print, say }: Invocation,
  total: number,
  judge: (browser: LabBrowser) => Promise<void>,
  facts: Readonly<Record<string, unknown>> = {},
): Promise<Outcome> {
  const browser = await open();
  const { device } = await browser.call('ready');
  const counts: Record<string, number> = {};
  browser.onEvent((event) => {
    if (event.kind !== 'row') return;
    counts[event.row.status] = (counts[event.row.status] ?? 0) + 1;
    print(JSON.stringify(event.row));
  });
  const start = performance.now();
  await judge(browser);
  const seconds = (performance.now() - start) / 1000;
  const sums = Object.entries(counts).map(([status, count]) => `${count} ${status}`);
  say(`${total} rows in ${seconds.toFixed(1)} s: ${sums.join(', ')}`);
  return {
    json: {
      rows: total,
      statuses: counts,
      seconds,
      rowsPerSecond: total / seconds,
      ...facts,
      device,
      offOriginRequests: browser.offOrigin().length,
    },
  };
}
