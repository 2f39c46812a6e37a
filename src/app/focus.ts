// Keeps the keyboard where it was when what stood under it goes: a browser would put it back to the top of the page.

import { tick } from 'svelte';

/**
 * Changes which buttons stand in the group of this one, and goes on at the last of those that came: of a question that is what leaves all as it is, for a key that
 * is held down presses what has the focus next, too.
 */
export async function swapped(button: Element, change: () => void): Promise<void> {
  const group = button.closest('[role=group]');
  change();
  await tick();
  [...(group?.querySelectorAll('button') ?? [])].at(-1)?.focus();
}

/** What stood under the keyboard may be gone: then it goes on at what that was part of. */
export async function heldBy(whole: HTMLElement): Promise<void> {
  await tick();
  if (document.activeElement === document.body) whole.focus();
}
