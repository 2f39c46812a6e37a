// Whether an adapter belongs to the model that learns here, as far as it says. Our own exports name their base by its hash, in the metadata of the safetensors, which
// other tools leave alone; others name it in base_model_name_or_path, which may be any folder of theirs. Two models of one shape take each other's adapters.

import { catalog, importedHash, type ModelName, offers, repositoryOf } from '../../models/catalog.ts';
import { AppError } from '../lib/errors.ts';

/** `name`: what people call it. */
type Base = { name: string; hash: string };

const NAME = 'dream_lab_base';
const HASH = 'dream_lab_base_sha256';

/** Metadata by which an adapter of this base is known again. */
export const toldOfBase = ({ name, hash }: Base): Readonly<Record<string, string>> => ({ [NAME]: name, [HASH]: hash });

type Metadata = Readonly<Record<string, string>>;
type Own = Base & { model: ModelName };

/**
 * Refuses an adapter of ours that was made for another base. One repository, kept in another precision or of another revision, has another hash as well: whether
 * that is near enough the user says, in `mustBeSure`.
 * @throws AppError model/other-base
 */
export function mustNotBeOfAnother(metadata: Metadata, own: Own): void {
  const made = baseIn(metadata);
  if (!made || made.hash === own.hash || isKeptOtherwise(made, own)) return;
  throw new AppError(
    'model/other-base',
    `The adapter was made for another model: ${calledOf(made.name)} (weights ${made.hash.slice(0, 12)}…), while ${calledOf(own.name)} (${own.hash.slice(0, 12)}…) learns here. Nothing was changed. Choose that model as the learner, then bring the adapter again.`,
    { made: made.hash, own: own.hash },
  );
}

/**
 * Asks where an adapter may have been made for another base. One that says nothing is taken.
 * @param named base_model_name_or_path, as it was found @throws AppError model/base-unsure
 */
export function mustBeSure(metadata: Metadata, named: unknown, own: Own): void {
  const made = baseIn(metadata);
  if (made?.hash === own.hash) return;
  const other = made ? made.name : modelIn(named);
  if (other === null || (!made && lastOf(other) === lastOf(own.name))) return;
  const why = made
    ? `The adapter was made for ${other} in another precision or revision than the one that learns here, and may answer worse with it.`
    : `The adapter says that it was made for ${calledOf(other)}, while ${calledOf(own.name)} learns here. On another model, even one of the same shape, it spoils the answers.`;
  throw new AppError('model/base-unsure', `${why} Nothing was changed. Use it only if you know that it fits.`, {
    other,
  });
}

/** The base that an adapter of ours names. */
function baseIn(metadata: Metadata): Base | null {
  const { [NAME]: name = '', [HASH]: hash = '' } = metadata;
  return /^[0-9a-f]{64}$/.test(hash) ? { name: name.slice(0, LONGEST), hash } : null;
}

/** Models that were imported come in precisions and revisions; those of the family are what they are. */
const isKeptOtherwise = (made: Base, own: Own): boolean =>
  importedHash(own.model) !== null && lastOf(made.name) === lastOf(own.name);

const LONGEST = 100;
const KNOWN = new Set([...Object.keys(catalog), ...offers.map(({ repo }) => repo)].map((name) => lastOf(name)));

/** The model that is meant; null where nothing is said, or a folder is named that could hold any. */
function modelIn(named: unknown): string | null {
  if (typeof named !== 'string') return null;
  const text = repositoryOf(named).slice(-10 * LONGEST);
  // The hub's own cache: …/models--OWNER--NAME/snapshots/…
  const cached = /(?:^|[\\/])models--[^\\/]*?--([^\\/]+)/.exec(text)?.[1];
  if (cached) return cached.slice(0, LONGEST);
  if (/^\w[\w.-]*\/[\w.-]+$/.test(text)) return text.slice(0, LONGEST);
  return KNOWN.has(lastOf(text)) ? lastOf(text) : null;
}

/** A name without its owner or the folder that it lies in. */
function lastOf(name: string): string {
  return (name.split(/[\\/]/).findLast((part) => part !== '') ?? '').toLowerCase();
}

const calledOf = (name: string): string =>
  Object.hasOwn(catalog, name) ? catalog[name as keyof typeof catalog].name : name;
