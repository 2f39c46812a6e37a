import { expect, it } from 'vitest';
import { fakeTime } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { makeLog } from '../lib/log.ts';
import { NIGHT_SETTINGS } from './context.ts';
import { heldHere } from './held.ts';

const missing = async (): Promise<never> => {
  throw new AppError('model/missing', 'It is not here.');
};

it('a night holds on to the family’s autoencoder when the text autoencoder is gone, and says so', async () => {
  const told: string[] = [];
  const log = makeLog(({ message }) => told.push(message), fakeTime());
  const settings = { ...NIGHT_SETTINGS, against: `encoder:${'a'.repeat(64)}` } as const;
  expect(await heldHere(settings, log, async () => undefined)).toBe(settings);
  for (const against of [undefined, 'none', 'pca'] as const) {
    const other = { ...NIGHT_SETTINGS, ...(against ? { against } : {}) };
    expect(await heldHere(other, log, missing)).toBe(other);
  }
  expect(told).toEqual([]);
  expect(await heldHere(settings, log, missing)).toEqual({ ...NIGHT_SETTINGS, against: 'autoencoder' });
  expect(told).toHaveLength(1);
});
