import { beforeAll, describe, expect, it } from 'vitest';
import { withWrong } from '../../tests/contracts/planted.ts';
import { referenceExecutor, type ReferenceOptions } from '../../tests/contracts/reference-executor.ts';
import { errorOf, type Answers, familyAnswers, familyTest } from './family-test.ts';

/** Read by attend and gatedSilu alone, which the interpreter computes as one. */
const INSIDE = ['softmax', 'sigmoid'];
const SLOW = 120_000;

const right = referenceExecutor();
const ops = new Set<string>();
let known: Answers;

beforeAll(async () => {
  const watched = referenceExecutor({ alter: (graph) => (graph.live().forEach(({ op }) => ops.add(op)), graph) });
  known = await familyAnswers(watched);
});

const testWith = (options: ReferenceOptions): Promise<object> => familyTest(referenceExecutor(options), right);

describe('the known answers of the family', () => {
  it('are given by a device that computes right, and everything is freed', async () => {
    expect(await testWith({})).toEqual({ family: 0 });
    expect(right.live).toMatchObject({ tensors: 0, programs: 0 });
  });

  it('are missed by a device that gets any one operation of decoding or scoring wrong', { timeout: SLOW }, async () => {
    expect([...ops]).toEqual(
      expect.arrayContaining(['cachedBias', 'concat', 'packedBias', 'attend', 'pick', 'argmax']),
    );
    for (const op of [...ops].filter((each) => !INSIDE.includes(each))) {
      const found = await familyAnswers(referenceExecutor({ alter: (graph) => withWrong(op, graph) }));
      expect(errorOf(known, found), op).toBeGreaterThan(1e-3);
    }
  });

  it('are missed by a device that fails, or gives what is no number', async () => {
    const fails = (): never => {
      throw new Error('lost');
    };
    await expect(testWith({ onRun: fails })).rejects.toThrow(/wrong numbers, so it is not used\. Update its driver/);
    const none = { ...known, nll: known.nll.map((value, i) => (i ? value : NaN)) };
    expect(errorOf(known, none)).toBeNaN();
  });

  it('can be told from one another: no rounding changes which token is the likeliest', () => {
    const width = known.logits.length / known.greedy.length;
    known.greedy.forEach((_, cell) => {
      const [first = 0, second = 0] = known.logits
        .slice(cell * width, (cell + 1) * width)
        .sort()
        .reverse();
      expect(first - second).toBeGreaterThan(0.01);
    });
  });

  it('are not asked of WebAssembly, which gives them', async () => {
    expect(
      await familyTest({ ...right, device: 'wasm' }, referenceExecutor({ onRun: () => expect.unreachable() })),
    ).toEqual({});
  });
});
