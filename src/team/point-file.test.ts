import { describe, expect, it } from 'vitest';
import type { TrainingPoint } from '../engine/trainer.ts';
import { codeOf } from '../lib/errors.ts';
import { emptyTrace, withStep } from '../lib/trace.ts';
import { pointBytes, pointFromBytes } from './point-file.ts';

const point: TrainingPoint = {
  parameters: Float32Array.of(0.1, -2, 3e-30, 0),
  optimiser: { m: Float32Array.of(1, 2, 3, 4), v: Float32Array.of(5, 6, 7, 1e-38), step: 17 },
  ...{ losses: [2.5, 0.1 + 0.2], tokens: 1234, seconds: 1.0000000001 },
  trace: withStep(emptyTrace(), {
    ...{ step: 17, epoch: 1 / 3, loss: 0.1 + 0.2, consolidation: 0, error: null, rate: 1e-5, norm: Math.PI },
    ...{ tokens: 1234, seconds: 1.0000000001 },
  }),
  carried: { rows: 4, errors: 1 / 3, replayTokens: 99 },
};

describe('a training point as a file', () => {
  it('comes back exactly, with what it carries', () => expect(pointFromBytes(pointBytes(point))).toEqual(point));

  it('comes back without what it does not carry', () => {
    const { carried: _, trace: __, ...bare } = point;
    expect(pointFromBytes(pointBytes(bare))).toEqual(bare);
  });

  it('is the same file for the same point', () =>
    expect(pointBytes(point)).toEqual(pointBytes(structuredClone(point))));

  it.each(['parameters', 'm', 'v', 'losses'] as const)('is neither made nor read when %s are no numbers', (what) => {
    const bad = structuredClone(point);
    const numbers = { parameters: bad.parameters, ...bad.optimiser, losses: bad.losses as number[] }[what];
    numbers[1] = what === 'v' ? Infinity : NaN;
    const refused = expect.objectContaining({ code: 'train/not-finite', facts: { what } }) as Error;
    expect(() => pointBytes(bad)).toThrow(refused);
    if (what === 'losses') return;
    // As it was written before points were looked at.
    const bytes = pointBytes(point);
    const at = { parameters: 1, m: 5, v: 9 }[what] * 4;
    const data = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    new DataView(bytes.buffer, bytes.byteOffset).setFloat32(data + at, numbers[1], true);
    expect(() => pointFromBytes(bytes)).toThrow(refused);
  });

  it('is refused when it is damaged', () => {
    const bytes = pointBytes(point);
    expect(() => pointFromBytes(bytes.subarray(0, bytes.length - 1))).toThrow();
    try {
      pointFromBytes(new Uint8Array(3));
    } catch (error) {
      expect(codeOf(error)).toBe('model/safetensors');
    }
  });
});
