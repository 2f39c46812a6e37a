// Turns whatever the browser's storage throws into one AppError with what to do. Dexie and the browser wrap the real
// reason (AbortError around QuotaExceededError, BulkError around ConstraintError), so the innermost known name decides.

import { AppError } from '../lib/errors.ts';
import type { ErrorCode } from '../lib/errors.ts';

type Known = { code: ErrorCode; advice: string };

/** Order matters: the first name found anywhere in the chain of causes wins. */
const KNOWN: readonly (readonly [name: string, known: Known])[] = [
  [
    'QuotaExceededError',
    {
      code: 'storage/quota',
      advice:
        'There is no room left. Free disk space or remove old models, then save again; what was there is untouched.',
    },
  ],
  [
    'VersionError',
    {
      code: 'storage/newer-schema',
      advice:
        'The stored data was written by a newer Dream Lab. Reload to get the newest version; nothing was changed.',
    },
  ],
  [
    'MissingAPIError',
    {
      code: 'storage/refused',
      advice: 'This browser window does not allow storage. Open Dream Lab in a normal window and allow site data.',
    },
  ],
  [
    'SecurityError',
    {
      code: 'storage/refused',
      advice: 'This browser window does not allow storage. Open Dream Lab in a normal window and allow site data.',
    },
  ],
  [
    'NotAllowedError',
    {
      code: 'storage/refused',
      advice: 'This browser window does not allow storage. Open Dream Lab in a normal window and allow site data.',
    },
  ],
  [
    'ConstraintError',
    { code: 'storage/conflict', advice: 'Another tab wrote at the same moment. Try again; nothing was changed.' },
  ],
  [
    'NotReadableError',
    { code: 'storage/damaged', advice: 'A stored value cannot be read back. The other records are still there.' },
  ],
  [
    'DataError',
    { code: 'storage/damaged', advice: 'A stored value cannot be read back. The other records are still there.' },
  ],
  [
    'NotFoundError',
    { code: 'storage/damaged', advice: 'A stored value cannot be read back. The other records are still there.' },
  ],
  [
    'DatabaseClosedError',
    {
      code: 'storage/closed',
      advice: 'The connection to the storage was closed. Try again; if it stays so, reload the page.',
    },
  ],
  [
    'InvalidStateError',
    {
      code: 'storage/closed',
      advice: 'The connection to the storage was closed. Try again; if it stays so, reload the page.',
    },
  ],
  [
    'UnknownError',
    {
      code: 'storage/io',
      advice: 'The disk did not answer properly. Check that it is not full, then restart the browser.',
    },
  ],
];

const OTHER: Known = {
  code: 'storage/failed',
  advice: 'Nothing was saved. Try again; if it stays so, reload the page.',
};

/** @param doing what was attempted, as in "write rows to episodes". An AppError passes through unchanged. */
export function storageError(error: unknown, doing: string): AppError {
  const chain = causes(error);
  const ours = chain.find((cause) => cause instanceof AppError);
  if (ours instanceof AppError) return ours;
  const names = chain.map(nameOf);
  const [name, known] = KNOWN.find(([candidate]) => names.includes(candidate)) ?? [names[0] ?? 'Error', OTHER];
  return new AppError(known.code, `Could not ${doing} (${name}). ${known.advice}`, { doing, names }, error);
}

/** The error and what it wraps, outermost first. */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || chain.includes(value) || chain.length > 20) return;
    chain.push(value);
    if ('inner' in value) visit(value.inner);
    if ('cause' in value) visit(value.cause);
    if ('failures' in value && Array.isArray(value.failures)) value.failures.forEach(visit);
  };
  visit(error);
  return chain;
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : 'Error';
}
