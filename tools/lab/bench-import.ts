// Import: a model of half a billion parameters, bfloat16, random, from this machine's disk into Chrome's storage as int4. How fast, and how much memory above
// an idle page.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BenchPart, markdownTable } from './bench-part.ts';
import { openLab } from './browser.ts';
import { folderMount } from './model-mount.ts';
import { rendererMemory } from './processes.ts';
import { SHAPES } from '../../bench/shapes.ts';
import { writeSyntheticModel } from './synthetic-model.ts';

const MOUNT = 'synthetic';
const LOOK_MS = 100;
const MB = 1e6;

export const importBench: BenchPart = {
  title: 'Import',
  measure: async ({ values, device, signal, say }) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'dream-lab-model-'));
    try {
      const bytes = writeSyntheticModel(folder, SHAPES['qwen2.5-0.5b'], String(values['seed']));
      say(`  ${(bytes / MB).toFixed(0)} MB of weights written`);
      const mounts = new Map([[MOUNT, folderMount(folder)]]);
      const browser = await openLab({ device, signal, say, mounts });
      try {
        await browser.call('ready');
        const memory = await watchMemory(browser.profile);
        const start = performance.now();
        const row = await browser.call('importModel', `/${MOUNT}/`, MOUNT, 'int4');
        const seconds = (performance.now() - start) / 1000;
        const found = {
          ...{ bytes, stored: row.bytes, importSeconds: row.seconds, importMBps: bytes / MB / row.seconds },
          ...{ fetchSeconds: seconds - row.seconds, memoryMB: memory.end() / MB, losses: row.losses },
        };
        return { json: found, table: tableOf(found) };
      } finally {
        await browser.close();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** The most above what it is now, bytes. */
async function watchMemory(profile: string): Promise<{ end(): number }> {
  const idle = await rendererMemory(profile);
  let most = idle;
  const look = (): void =>
    void rendererMemory(profile).then(
      (now) => (most = Math.max(most, now)),
      () => undefined,
    );
  const timer = setInterval(look, LOOK_MS);
  return {
    end: () => {
      clearInterval(timer);
      return most - idle;
    },
  };
}

type Found = {
  bytes: number;
  stored: number;
  importSeconds: number;
  importMBps: number;
  fetchSeconds: number;
  memoryMB: number;
};

function tableOf({ bytes, stored, importSeconds, importMBps, fetchSeconds, memoryMB }: Found): string[] {
  return markdownTable(
    ['source, MB', 'stored, MB', 'import, s', 'import, MB/s', 'fetching before, s', 'memory above idle, MB'],
    [[bytes / MB, stored / MB, importSeconds, importMBps, fetchSeconds, memoryMB].map((value) => value.toFixed(1))],
  );
}
