// What happens to downloads, one function each: it interrupts one that is on its way, and leaves the page open and the network as it was.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Rng } from '../../src/lib/rng.ts';
import { killChrome } from './chrome.ts';
import type { Fetching } from './fetching.ts';

type Interrupt = (fetching: Fetching, random: Rng) => Promise<void>;

export const INTERRUPTIONS = {
  /** All processes of Chrome, in the middle of whatever they do. */
  killed: async (fetching) => {
    await killChrome(fetching.profile);
    await fetching.close();
    await fetching.open();
  },
  closed: (fetching) => fetching.changeTab(),
  reloaded: async (fetching) => {
    await fetching.page.reload();
    await fetching.openModels();
  },
  /** By its button; then the tab is closed. */
  paused: async (fetching) => {
    await fetching.page
      .getByRole('button', { name: 'Pause' })
      .click({ timeout: 2000 })
      .catch(() => undefined);
    await fetching.changeTab();
  },
  cut: async ({ hub }) => hub.cut(false),
  reset: async ({ hub }) => hub.cut(true),
  /** The next answers are refusals of a server that has too much to do. */
  busy: async ({ hub }, random) => {
    const honest = hub.change;
    let left = random.int(1, 6);
    hub.change = (answer) => {
      if (left-- <= 0) hub.change = honest;
      return left < 0 ? answer : { status: random.pick([429, 500, 503]), headers: {}, body: new Uint8Array() };
    };
    hub.cut(false);
  },
  /** Chrome's own switch does not reach what workers fetch: the hub is away, too. */
  offline: async ({ page, hub }, random) => {
    hub.away = true;
    hub.cut(true);
    await page.context().setOffline(true);
    await sleep(random.int(200, 2500));
    hub.away = false;
    await page.context().setOffline(false);
  },
  slow: async ({ hub }, random) => {
    const { rate } = hub;
    hub.rate = 50_000;
    await sleep(random.int(500, 1500));
    hub.rate = rate;
  },
} satisfies Record<string, Interrupt>;

export type Interruption = keyof typeof INTERRUPTIONS;
