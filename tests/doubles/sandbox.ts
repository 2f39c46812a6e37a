// A sandbox without walls, for tests of the night: it runs the code of the doubles in this realm, each solution compiled once. It must never see a
// model's code; the real one has its own suite (tests/contracts/sandbox.ts).

import { Script } from 'node:vm';
import { throwIfAborted } from '../../src/lib/abort.ts';
import type { Json } from '../../src/lib/json.ts';
import type { CallResult, Job, RunResult, Sandbox } from '../../src/sandbox/sandbox.ts';

type Entry = (...args: readonly Json[]) => unknown;

export function openSandbox(): Sandbox {
  const compiled = new Map<string, Entry | string>();
  const entryOf = ({ solution, entry }: Job): Entry | string => {
    const known = compiled.get(entry + solution) ?? compile(solution, entry);
    compiled.set(entry + solution, known);
    return known;
  };
  return {
    run: async (job, _limits, signal): Promise<RunResult> => {
      throwIfAborted(signal);
      const entry = entryOf(job);
      if (typeof entry === 'string') return { status: 'error', reason: entry, ms: 1 };
      return { status: 'done', results: job.calls.map((args) => call(entry, args)), ms: 1 };
    },
    dispose: async () => undefined,
  };
}

function compile(solution: string, entry: string): Entry | string {
  try {
    const found: unknown = new Script(`(() => { ${solution}\nreturn ${entry}; })()`).runInThisContext();
    return typeof found === 'function' ? (found as Entry) : 'not a function';
  } catch (error) {
    return String(error);
  }
}

function call(entry: Entry, args: readonly Json[]): CallResult {
  try {
    const value = entry(...structuredClone(args));
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? { kind: 'foreign', what: typeof value } : { kind: 'value', value: JSON.parse(text) };
  } catch (error) {
    return { kind: 'throw', message: String(error) };
  }
}
