// One valid draft for every table: adding a table without a sample does not compile.

import type { DraftOf, LogName } from '../../src/db/tables/index.ts';

export const HASH_A = 'a'.repeat(64);
export const HASH_B = 'b'.repeat(64);

export const samples: { readonly [T in LogName]: DraftOf<T> } = {
  episodes: { at: 1, prompt: 'add 1', answer: 'const f = (n) => n + 1', model: 'dream-s', verdict: 'fail' },
  memories: { at: 2, kind: 'episode', text: 'add 1 failed', sources: [HASH_A], salience: 0.5 },
  links: { at: 3, from: HASH_A, to: HASH_B, kind: 'same skill' },
  lessons: { at: 4, task: HASH_A, attempt: HASH_B, skill: 'add', level: 1, prompt: 'add 1', code: '(n) => n + 1' },
  nights: { at: 5, event: 'started', seed: '7', options: { tasks: 60, ask: ['add 1'] } },
  steps: { at: 6, night: HASH_A, step: 'dream', state: { next: 3 } },
  tasks: {
    at: 7,
    domain: 'katas',
    skill: 'add',
    level: 1,
    form: 'add/3',
    key: 'add/3/1',
    prompt: 'add 1',
    entry: 'f',
    reference: 'const f = (n) => n + 1',
    shown: [{ args: [1], expected: 2 }],
    hidden: [{ args: [-1], expected: 0 }],
  },
  attempts: { at: 8, task: HASH_A, model: 'dream-l', code: '(n) => n + 1', verdict: 'pass', passed: 2, total: 2 },
  runs: {
    at: 9,
    kind: 'lora',
    base: HASH_A,
    config: { rank: 8, rate: 0.005 },
    losses: [2.5, 1.25],
    steps: 2,
    tokens: 1024,
    seconds: 0.75,
    tokensPerSecond: 1365.5,
    device: 'node',
  },
  checkpoints: { at: 10, file: HASH_B, bytes: 4096, base: HASH_A },
  evals: {
    at: 11,
    checkpoint: HASH_B,
    phase: 'after',
    level: 1,
    seed: '7',
    items: HASH_A,
    total: 4,
    passes: 3,
    outcomes: '1101',
    nll: 0.125,
  },
  moves: { at: 12, action: 'reject', reason: 'retention', from: null, to: null, checkpoint: HASH_B },
  imports: {
    at: 13,
    line: HASH_A,
    source: 'theirs.jsonl',
    skill: 'add',
    prompt: 'add 1',
    code: 'const f = (n) => n + 1',
    entry: 'f',
    tests: [{ args: [1], expected: 2 }],
  },
  preferences: { at: 14, values: { dreaming: true, idleMinutes: 5 } },
};
