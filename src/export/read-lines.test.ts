import { expect, it } from 'vitest';
import { type Line, readLines } from './read-lines.ts';

async function linesOf(parts: readonly (string | Uint8Array)[], most = 100): Promise<Line[]> {
  const stream = new Blob(parts as BlobPart[]).stream();
  const lines: Line[] = [];
  for await (const line of readLines(stream, most, new AbortController().signal)) lines.push(line);
  return lines;
}

it('gives lines with their numbers, whatever ends them, and passes over empty ones', async () => {
  expect(await linesOf(['\ufeffa\r\n\n', '  \nb', 'c\nd'])).toEqual([
    { number: 1, text: 'a' },
    { number: 4, text: 'bc' },
    { number: 5, text: 'd' },
  ]);
  expect(await linesOf([''])).toEqual([]);
});

it('passes by a line that is too long, without holding it, and goes on', async () => {
  const long = 'x'.repeat(5_000_000);
  const lines = await linesOf([`a\n${long}\nb`]);
  expect(lines).toEqual([
    { number: 1, text: 'a' },
    { number: 2, fault: 'it has more than 100 characters' },
    { number: 3, text: 'b' },
  ]);
});

it('reads bytes that are no text as marks, not as an error', async () =>
  expect(await linesOf([new Uint8Array([0x61, 0xff, 0x0a, 0x62])])).toEqual([
    { number: 1, text: 'a\ufffd' },
    { number: 2, text: 'b' },
  ]));

it('stops when it is told to', async () => {
  const aborted = AbortSignal.abort();
  const read = async (): Promise<void> => {
    for await (const _ of readLines(new Blob(['a\nb']).stream(), 10, aborted)) expect(_).toBe('never');
  };
  await expect(read()).rejects.toMatchObject({ code: 'abort/aborted' });
});
