// What is said of models while they are brought: how far one is, what one waits for, and what became of it. Pure.

import { bytesWords, modelWords } from './words.ts';

/** How far an import is, how fast, and how long it will take. */
export function bringingWords(
  progress: { file: string | null; done: number; of: number } | null,
  speed: number | null,
): string {
  if (!progress) return 'Asking for the files …';
  const { file, done, of } = progress;
  const what = file === null ? 'Converting' : `Fetching ${file}`;
  const rate = speed === null || speed <= 0 ? '' : `, ${bytesWords(speed)} a second`;
  const left = speed === null || speed <= 0 ? Infinity : (of - done) / speed;
  const time = left < 60 ? `, ${Math.max(1, Math.round(left))} s left` : `, ${Math.ceil(left / 60)} minutes left`;
  return `${what}: ${bytesWords(done)} of ${bytesWords(of)}${rate}${Number.isFinite(left) ? time : ''}.`;
}

/** How far an import is that waits, or that another tab goes on with. */
export function waitingWords(state: 'paused' | 'elsewhere', kept: { done: number; of: number } | null): string {
  const who = state === 'paused' ? 'Paused' : 'Another tab is fetching it';
  return kept ? `${who}: ${bytesWords(kept.done)} of ${bytesWords(kept.of)} are here.` : `${who}.`;
}

type Brought = { id: number; name: string; state: 'running' | 'paused' | 'failed' | 'elsewhere' };

/** What became of the models that are being brought; nothing where nothing did, or where it is said as a fault. */
export function comingWords(before: readonly Brought[], now: readonly Brought[]): string {
  const sentences: Readonly<Record<Brought['state'], (name: string) => string>> = {
    running: (name) => `${name} is being brought.`,
    paused: (name) => `${name} is paused.`,
    elsewhere: (name) => `Another tab is fetching ${name}.`,
    failed: () => '',
  };
  const stateIn = (list: readonly Brought[], id: number): string | undefined =>
    list.find((each) => each.id === id)?.state;
  // What another tab fetched is here, or given up: that is seen in the list of models.
  const gone = before.filter(({ id, state }) => !stateIn(now, id) && state !== 'elsewhere');
  const others = now.filter(({ id, state }) => stateIn(before, id) !== state);
  return [
    ...gone.map(({ name, state }) => `${modelWords(name, name)} is ${state === 'running' ? 'here' : 'off the list'}.`),
    ...others.map(({ name, state }) => sentences[state](modelWords(name, name))),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
