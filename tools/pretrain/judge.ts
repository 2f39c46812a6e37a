// Judging answers on the command line while models are being trained: runs them in a Node context with a time limit. It is not the sandbox: it is
// for the output of our own models in training, and the product never imports it.

import { createContext, Script } from 'node:vm';
import { canonical, type Json } from '../../src/lib/json.ts';
import type { Test } from '../../src/domains/domain.ts';

const LIMIT_MS = 200;

/** Whether the code defines `entry` and gives the expected plain data on every test. */
export function passes(code: string, entry: string, tests: readonly Test[]): boolean {
  try {
    const context = createContext(Object.create(null) as object);
    new Script(code).runInContext(context, { timeout: LIMIT_MS });
    return tests.every(({ args, expected }) => {
      const call = new Script(`JSON.stringify(${entry}(...${JSON.stringify(args)}))`);
      const text: unknown = call.runInContext(context, { timeout: LIMIT_MS });
      return typeof text === 'string' && canonical(JSON.parse(text) as Json) === canonical(expected);
    });
  } catch {
    return false;
  }
}
