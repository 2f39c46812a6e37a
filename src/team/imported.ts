// Models that were brought, by what people call them: the beginning of the hash, or where they came from.

import { catalog, encoderName, type ModelName, isModelName, storedName } from '../../models/catalog.ts';
import type { RowOf } from '../db/tables/index.ts';
import { AppError } from '../lib/errors.ts';

/** @param rows of the table `models`, newest first @throws AppError model/unknown, model/ambiguous */
export function findModel(rows: readonly RowOf<'models'>[], called: string): ModelName {
  if (isModelName(called)) return called;
  const files = [...new Map(rows.filter((row) => !encoderName(row)).map((row) => [row.file, row])).values()];
  const found = files.filter(
    ({ file, source }) => source === called || (called.length >= 6 && file.startsWith(called)),
  );
  const [first, second] = found;
  if (!first)
    throw new AppError(
      'model/unknown',
      `This device has no model ${called}: it has ${[...Object.keys(catalog), ...files.map(({ file }) => file.slice(0, 12))].join(', ')}. Import it first.`,
      { called },
    );
  if (second)
    throw new AppError(
      'model/ambiguous',
      `Several models are called ${called}: ${found.map(({ file, precision }) => `${file.slice(0, 12)} (${precision})`).join(', ')}. Name one of them by its hash.`,
      { called },
    );
  return storedName(first);
}
