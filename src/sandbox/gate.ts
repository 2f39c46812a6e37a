// Whether a task's tests are worth anything: its reference passes them, and wrong solutions do not. Used when tasks are woven:
// a solution that passes weak tests would be trained on though it is wrong.
//
// An empty solution gives undefined, which equals nothing, so it fails by construction; a constant passes exactly when all
// tests expect the same, which needs no run. Mutants are run. One that behaves like the reference on the tests and
// on variations of their arguments is no wrong solution and is left out of the count.
import type { Json } from '../lib/json.ts';
import { rng, type Rng } from '../lib/rng.ts';
import { verify, type Case, type Claim, type VerifyOptions } from './verify.ts';
import { mutantsOf } from './mutants.ts';
import { equalPlain } from './plain.ts';
import { DEFAULT_LIMITS, type CallResult, type Limits, type RunResult, type Sandbox } from './sandbox.ts';

/** `differing` mutants behave unlike the reference somewhere; `killed` of them fail the tests. */
export type GateVerdict = { accepted: boolean; reason: string; differing: number; killed: number };

/** At least this part of the differing mutants must fail. */
const SCORE = 0.8;
const LEAST_MUTANTS = 5;
const MOST_MUTANTS = 10;
const PROBES = 24;
const LIMITS: Limits = { ...DEFAULT_LIMITS, wallMs: 300 };

/** @param claim its `solution` is the reference. @throws AppError abort/aborted, sandbox/gone */
export async function acceptable(claim: Claim, sandbox: Sandbox, options: VerifyOptions): Promise<GateVerdict> {
  const refuse = (reason: string): GateVerdict => ({ accepted: false, reason, differing: 0, killed: 0 });
  const verdict = await verify(claim, sandbox, options);
  if (verdict.status !== 'pass') return refuse(`The reference does not pass: ${verdict.reason}`);
  const cheap = passesCheaply(claim.tests);
  if (cheap !== null) return refuse(cheap);
  const { differing, killed } = await countMutants(claim, sandbox, options);
  const accepted = differing >= LEAST_MUTANTS && killed >= SCORE * differing;
  const reason = accepted
    ? `The tests find ${killed} of ${differing} wrong solutions.`
    : `The tests find only ${killed} of ${differing} wrong solutions, at least ${LEAST_MUTANTS} and ${SCORE * 100} % must be found.`;
  return { accepted, reason, differing, killed };
}

function passesCheaply(tests: readonly Case[]): string | null {
  const [first] = tests;
  if (tests.every(({ expected }) => equalPlain(expected, first?.expected))) return 'A constant passes all tests.';
  const echoes = (i: number): boolean => tests.every(({ args, expected }) => equalPlain(args[i], expected));
  if (first?.args.some((_, i) => echoes(i)) === true) return 'Returning an argument unchanged passes all tests.';
  return null;
}

async function countMutants(
  claim: Claim,
  sandbox: Sandbox,
  options: VerifyOptions,
): Promise<{ differing: number; killed: number }> {
  const random = rng(options.seed).derive('gate');
  const runOn = (solution: string, calls: readonly (readonly Json[])[]): Promise<RunResult> =>
    sandbox.run({ language: 'javascript', entry: claim.entry, solution, calls }, LIMITS, options.signal);

  const drawn = probesOf(claim.tests, random);
  const reference = await runOn(claim.solution, drawn);
  const inDomain = reference.status === 'done' ? reference.results.map((one) => one.kind === 'value') : [];
  const probes = drawn.filter((_, i) => inDomain[i] === true);
  const answers = reference.status === 'done' ? reference.results.filter((_, i) => inDomain[i] === true) : [];
  const calls = [...claim.tests.map(({ args }) => args), ...probes];
  const expected = [...claim.tests.map((test) => test.expected), ...answers.map(valueOf)];

  const counts = { differing: 0, killed: 0 };
  const count = async (mutant: string): Promise<void> => {
    const result = await runOn(mutant, calls);
    // Does not parse, or defines nothing: no solution at all, so it says nothing about the tests.
    if (result.status === 'error') return;
    const wrong = calls.map((_, i) => result.status !== 'done' || !equalPlain(valueOf(result.results[i]), expected[i]));
    if (wrong.includes(true)) counts.differing++;
    if (wrong.slice(0, claim.tests.length).includes(true)) counts.killed++;
  };
  const mutants = mutantsOf(claim.solution, claim.entry, MOST_MUTANTS, random);
  for (const mutant of mutants.edited) await count(mutant);
  // Wrappers are easily found wrong: they make up the number, never a poor score.
  if (counts.killed < SCORE * counts.differing) return counts;
  for (const mutant of mutants.wrapped) if (counts.differing < LEAST_MUTANTS) await count(mutant);
  return counts;
}

// Undefined, which equals nothing, for what is not plain data.
const valueOf = (call: CallResult | undefined): Json => (call?.kind === 'value' ? call.value : undefined) as Json;

/** Argument lists near those of the tests: one leaf or one list changed in each. */
function probesOf(tests: readonly Case[], random: Rng): (readonly Json[])[] {
  return Array.from({ length: PROBES }, () => {
    const { args } = random.pick(tests);
    const at = random.int(0, Math.max(0, args.length - 1));
    return args.map((value, i) => (i === at ? varied(value, random) : value));
  });
}

function varied(value: Json, random: Rng): Json {
  if (typeof value === 'number') return random.pick([value + 1, value - 1, 0, 1, -value, value * 2]);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string')
    return random.pick([`${value}a`, value.slice(1), '', `${value} ${value}`, value.toUpperCase()]);
  if (value === null) return 0;
  if (Array.isArray(value)) return variedList(value as readonly Json[], random);
  const entries = Object.entries(value);
  if (entries.length === 0) return value;
  const [key, item] = random.pick(entries);
  return { ...value, [key]: varied(item, random) };
}

function variedList(list: readonly Json[], random: Rng): Json {
  if (list.length === 0) return list;
  const at = random.int(0, list.length - 1);
  const item = list[at] as Json;
  return random.pick<readonly Json[]>([
    list.toSpliced(at, 1),
    list.toSpliced(at, 1, varied(item, random)),
    [...list, item],
    list.toReversed(),
    [],
  ]);
}
