// Reads a file of other people line by line, as a stream: nothing is held but the line in hand, and what is too long is passed by and told.

import { throwIfAborted } from '../lib/abort.ts';

export type Line = { number: number; text: string } | { number: number; fault: string };

/** Longest file that is read, bytes. */
export const LONGEST_FILE = 64 * 1024 * 1024;

/** Lines that are not empty, with their numbers from 1. `most`: longest line, in UTF-16 units. */
export async function* readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  most: number,
  signal: AbortSignal,
): AsyncGenerator<Line> {
  let [number, held, tooLong] = [1, '', false];
  const finish = (): Line | null => {
    const text = held.trim();
    const line = tooLong ? { number, fault: `it has more than ${most} characters` } : text ? { number, text } : null;
    [number, held, tooLong] = [number + 1, '', false];
    return line;
  };
  for await (const chunk of stream.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
    throwIfAborted(signal);
    const parts = chunk.split('\n');
    for (const [i, part] of parts.entries()) {
      if (!tooLong) held += part;
      if (held.length > most) [held, tooLong] = ['', true];
      const line = i < parts.length - 1 ? finish() : null;
      if (line) yield line;
    }
  }
  const last = finish();
  if (last) yield last;
}
