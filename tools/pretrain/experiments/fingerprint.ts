// By what a row was measured: a short name of the settings that nights have, of the family's weights, and of the experiment and arm. Rows are kept for long, and five
// hours are not thrown away because a default changed meanwhile: rows of other settings are used, and it is said which they are.

import { shipped } from '../../../models/catalog.ts';
import { sha256 } from '../../../src/lib/hash.ts';
import { canonical, type Json } from '../../../src/lib/json.ts';
import { NIGHT_SETTINGS } from '../../../src/team/context.ts';
import { type ArmRows, type Row, seedOf } from './experiment.ts';

/** What the fingerprint is of, beside the experiment and its arm. */
export type Measured = { settings: Json; weights: Json };

const weights = Object.fromEntries(
  Object.entries(shipped).map(([model, files]) => [
    model,
    Object.fromEntries(files.map(({ name, sha256: hash }) => [name, hash])),
  ]),
);
const TODAY: Measured = { settings: NIGHT_SETTINGS as unknown as Json, weights };
const LENGTH = 16;

export async function fingerprintOf(experiment: string, arm: string, measured = TODAY): Promise<string> {
  return (await sha256(canonical({ ...measured, experiment, arm }))).slice(0, LENGTH);
}

/** A row that was measured just now. */
export const marked = async (row: Row, experiment: string, arm: string): Promise<Row> => ({
  ...row,
  of: await fingerprintOf(experiment, arm),
});

export type SeedsByArm = Readonly<Record<string, readonly string[]>>;
/** Seeds that were measured at other settings than today's, and those whose settings nobody wrote down; absent: there are none. */
export type SettingsTold = { otherSettings?: SeedsByArm; unknownSettings?: SeedsByArm };

export async function settingsTold(experiment: string, rows: ArmRows): Promise<SettingsTold> {
  const arms = Object.keys(rows);
  const today = new Map(
    await Promise.all(arms.map(async (arm) => [arm, await fingerprintOf(experiment, arm)] as const)),
  );
  const other = seedsWhere(rows, ({ of }, arm) => of !== undefined && of !== today.get(arm));
  const unknown = seedsWhere(rows, ({ of }) => of === undefined);
  return { ...(other ? { otherSettings: other } : {}), ...(unknown ? { unknownSettings: unknown } : {}) };
}

/** Null of none. */
function seedsWhere(rows: ArmRows, is: (row: Row, arm: string) => boolean): SeedsByArm | null {
  const found = Object.entries(rows)
    .map(([arm, own]) => [arm, own.filter((row) => is(row, arm)).map(seedOf)] as const)
    .filter(([, seeds]) => seeds.length > 0);
  return found.length ? Object.fromEntries(found) : null;
}

/** For people, a line for each arm. Of rows whose settings are unknown nothing: those are all older ones. */
export const settingsLines = (experiment: string, { otherSettings = {} }: SettingsTold): string[] =>
  Object.entries(otherSettings).map(([arm, seeds]) => {
    const [which, them] =
      seeds.length === 1 ? [`seed ${seeds[0]} was`, 'it'] : [`seeds ${seeds.join(', ')} were`, 'them'];
    return `${experiment}, ${arm}: ${which} measured at other settings than today's; measure ${them} anew with --fresh`;
  });
