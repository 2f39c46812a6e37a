// What counts as the user's return, in a real page.

import { afterEach, expect, it } from 'vitest';
import { watchPresence } from '../../src/app/presence.ts';

const input = document.createElement('input');
let end = (): void => undefined;
let seen = 0;

function watch(): void {
  document.body.append(input);
  seen = 0;
  end = watchPresence(() => void seen++);
}

afterEach(() => {
  end();
  input.remove();
});

it.each(['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])(
  'a %s anywhere on the page counts',
  (name) => {
    watch();
    input.dispatchEvent(new Event(name));
    expect(seen).toBe(1);
    end();
    input.dispatchEvent(new Event(name));
    expect(seen).toBe(1);
  },
);

it('so does the window that comes to the front, and not a focus that the page moves', () => {
  // The frame of the tests comes to the front by its first one.
  document.body.append(input);
  input.focus();
  input.blur();
  watch();
  window.dispatchEvent(new FocusEvent('focus'));
  expect(seen).toBe(1);
  input.dispatchEvent(new FocusEvent('focus'));
  input.focus();
  expect(seen).toBe(1);
});
