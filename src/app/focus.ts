// Keeps the keyboard where it was when what stood under it goes: a browser would put it back to the top of the page.

import { tick } from 'svelte';

/** Changes which buttons stand in the group of this one, and goes on at the first of those that came, or at the last. */
export async function swapped(button: Element, change: () => void, to: 'first' | 'last'): Promise<void> {
  const group = button.closest('[role=group]');
  change();
  await tick();
  [...(group?.querySelectorAll('button') ?? [])].at(to === 'first' ? 0 : -1)?.focus();
}

/** What stood under the keyboard may be gone: then it goes on at what that was part of. */
export async function heldBy(whole: HTMLElement): Promise<void> {
  await tick();
  if (document.activeElement === document.body) whole.focus();
}
