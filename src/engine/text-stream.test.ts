import { expect, it } from 'vitest';
import { createTextStream } from './text-stream.ts';

/** Tokens are bytes. */
const decode = (ids: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(ids));

function piecesOf(text: string | number[]): string[] {
  const pieces: string[] = [];
  const stream = createTextStream({ decode }, (piece) => void pieces.push(piece));
  for (const byte of typeof text === 'string' ? new TextEncoder().encode(text) : text) stream.push(byte);
  stream.end();
  return pieces;
}

it('gives every piece once, and characters only whole', () => {
  expect(piecesOf('aé€😀b')).toEqual(['a', 'é', '€', '😀', 'b']);
});

it('gives at the end what never became whole', () => {
  expect(piecesOf([0x61, 0xe2, 0x82])).toEqual(['a', '\uFFFD']);
  expect(piecesOf([])).toEqual([]);
});
