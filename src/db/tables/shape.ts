// Checks of single stored values. Rows come from disks that fail and from files of other people: a row is used only when
// every field passes its check and there is no field beside them.

export type Check = (value: unknown) => boolean;

export const isText: Check = (value) => typeof value === 'string';
export const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
export const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const isFlag: Check = (value) => typeof value === 'boolean';
/** Lower-case hex SHA-256: the id of a row, or the name of a file. */
export const isHash: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
/** A difficulty level of a domain. */
export const isLevel: Check = (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 10;
/** Plain data of any form; that it is plain is checked when it is hashed. */
export const isData: Check = (value) => value !== undefined;

export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

export const oneOf =
  (values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value);

/** Names of fields that are missing, unknown or fail their check; empty when the value fits. */
export function misfits(value: Readonly<Record<string, unknown>>, shape: Readonly<Record<string, Check>>): string[] {
  const wrong = Object.entries(shape).filter(([field, check]) => !Object.hasOwn(value, field) || !check(value[field]));
  const unknown = Object.keys(value).filter((field) => !Object.hasOwn(shape, field));
  return [...wrong.map(([field]) => field), ...unknown];
}
