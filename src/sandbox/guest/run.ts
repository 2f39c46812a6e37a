// One job in one fresh instance: define the solution, find its entry, call it once per argument list, look at each result
// at once. Never throws for bad guest code. Promises are never settled: no job queue is ever run, so a flood of microtasks
// costs nothing and an asynchronous answer is no answer.
import type { QuickJSHandle } from 'quickjs-emscripten-core';
import type { CallResult, Job, Limits, RunResult } from '../sandbox.ts';
import type { GuestClock } from './clock.ts';
import type { Engine } from './engine.ts';
import type { Thrown } from './inspect.ts';
import { openRealm, type Realm } from './realm.ts';

// Ends a run early; caught in runJob.
class Ended extends Error {
  readonly result: Ending;
  constructor(result: Ending) {
    super(result.reason);
    this.result = result;
  }
}
type Ending = { status: 'error' | 'timeout' | 'limit'; reason: string };

type Run = { realm: Realm; limits: Limits; isLate: () => boolean };

/**
 * @param begin called when the instance is ready and the job's time starts; an instance takes milliseconds, longer on a busy machine
 * @throws AppError sandbox/engine when no instance can be had; nothing else.
 */
export async function runJob(
  engine: Engine,
  job: Job,
  limits: Limits,
  clock: GuestClock,
  begin: () => void = () => undefined,
): Promise<RunResult> {
  const realm = await openRealm(engine, job, limits);
  clock.seed(job.seed ?? 0);
  begin();
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  let late = false;
  realm.runtime.setInterruptHandler(() => (late ||= elapsed() > limits.wallMs));
  const run: Run = { realm, limits, isLate: () => late };
  try {
    const results = callAll(run, job);
    return { status: 'done', results, chance: clock.reads() + realm.draws() > 0, ms: elapsed() };
  } catch (error) {
    return { ...endingOf(error, late, limits), ms: elapsed() };
  }
}

function callAll(run: Run, job: Job): CallResult[] {
  define(run, job.solution);
  const entry = findEntry(run, job.entry);
  return job.calls.map((args) =>
    call(
      run,
      entry,
      args.map((value) => JSON.stringify(value)),
    ),
  );
}

function define(run: Run, solution: string): void {
  const { guest } = run.realm;
  const result = guest.evalCode(solution, 'solution.js', { type: 'global', strict: false });
  if (!result.error) return result.value.dispose();
  const thrown = failure(run, result.error);
  const where = thrown.name === 'SyntaxError' ? 'It does not parse' : 'It throws before its function is called';
  throw new Ended({ status: 'error', reason: `${where}: ${sentence(thrown)}` });
}

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const NOT_A_FUNCTION = (entry: string): Ending => ({
  status: 'error',
  reason: `It defines no function named ${entry}.`,
});

function findEntry(run: Run, entry: string): QuickJSHandle {
  const { guest, own, isGetter } = run.realm;
  if (!NAME.test(entry))
    throw new Ended({ status: 'error', reason: 'The name of the function is not a JavaScript name.' });
  if (isGetter(entry)) throw new Ended({ status: 'error', reason: `${entry} is a getter, not a function.` });
  const result = guest.evalCode(`typeof ${entry} === 'function' ? ${entry} : null`, 'entry.js', { type: 'global' });
  if (result.error) {
    failure(run, result.error);
    throw new Ended(NOT_A_FUNCTION(entry));
  }
  if (own.typeof(result.value) !== 'function') throw new Ended(NOT_A_FUNCTION(entry));
  return result.value;
}

function call(run: Run, entry: QuickJSHandle, args: readonly string[]): CallResult {
  const { guest, inspector } = run.realm;
  const handles = args.map((text) => parse(run, text));
  const result = guest.callFunction(entry, guest.undefined, handles);
  for (const handle of handles) handle.dispose();
  if (result.error) return { kind: 'throw', message: sentence(failure(run, result.error)) };
  const look = inspector.look(result.value, run.limits.outputBytes);
  result.value.dispose();
  if (look.kind !== 'too-long') return look;
  throw new Ended({ status: 'limit', reason: `output: a result is longer than ${run.limits.outputBytes} bytes` });
}

// Arguments are made by the guest realm's own, unpatched JSON.parse: fresh, plain, and of that realm's prototypes.
function parse(run: Run, text: string): QuickJSHandle {
  const { guest, parse } = run.realm;
  const source = guest.newString(asciiJson(text));
  const result = guest.callFunction(parse, guest.undefined, source);
  source.dispose();
  if (!result.error) return result.value;
  throw new Ended({ status: 'limit', reason: 'memory: no room left for the arguments' });
}

// Text enters QuickJS as UTF-8, in which a lone surrogate has no place.
const asciiJson = (text: string): string =>
  text.replace(/[\ud800-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);

/** What was thrown; ends the run when it means that a limit was hit. */
function failure(run: Run, error: QuickJSHandle): Thrown {
  if (run.isLate()) throw new Ended(lateness(run.limits));
  const thrown = run.realm.inspector.thrown(error);
  error.dispose();
  if (thrown.name !== 'InternalError') return thrown;
  if (thrown.message.includes('stack overflow'))
    throw new Ended({ status: 'limit', reason: 'stack: it recurses too deep' });
  if (thrown.message.includes('out of memory'))
    throw new Ended({ status: 'limit', reason: `memory: it needs more than ${run.limits.memoryBytes >> 20} MB` });
  return thrown;
}

const sentence = ({ name, message }: Thrown): string =>
  name === '' ? `threw ${message}` : `${name}${message === '' ? '' : `: ${message}`}`;

const lateness = ({ wallMs }: Limits): Ending => ({ status: 'timeout', reason: `time: not done after ${wallMs} ms` });

// What is not ours to foresee: the engine aborted, or the host's own stack or memory ran out. The instance is lost, no more.
function endingOf(error: unknown, late: boolean, limits: Limits): Ending {
  if (error instanceof Ended) return error.result;
  if (late) return lateness(limits);
  if (error instanceof RangeError) return { status: 'limit', reason: 'stack: it recurses too deep' };
  return { status: 'limit', reason: 'engine: the code made its engine fail' };
}
