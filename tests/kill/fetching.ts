// A user who wants one model and does not give up: opens the app, presses Fetch, and then whatever button the page offers to go on, until the model is here.

import type { Page } from 'playwright';
import type { Served } from '../../tools/serve.ts';
import { offers } from '../../models/catalog.ts';
import { must } from '../../src/lib/assert.ts';
import type { StandInHub } from '../doubles/hub.ts';
import { type OpenedApp, openApp, ORIGIN } from './app.ts';

/** `coming`: it is being fetched or converted, or will be at once. */
type State = 'coming' | 'converting' | 'here';
const LOOK_MS = 40;
const STUCK_MS = 60_000;

export class Fetching {
  readonly hub: StandInHub;
  readonly profile: string;
  /** Sentences of failures that the page told, with how often. */
  readonly told: Record<string, number> = {};
  readonly #served: Served;
  readonly #name: string;
  #app: OpenedApp | null = null;

  constructor(hub: StandInHub, served: Served, profile: string) {
    [this.hub, this.#served, this.profile] = [hub, served, profile];
    this.#name = must(
      offers.find(({ repo }) => repo === hub.repo),
      'a model that is offered',
    ).name;
  }

  get page(): Page {
    return must(this.#app, 'the app').page;
  }

  /** Opens Chrome, whatever became of the last one, and the page of models. */
  async open(): Promise<void> {
    this.#app = await openApp(this.profile, this.#served, this.hub);
    await this.openModels();
  }

  async close(): Promise<void> {
    await this.#app?.context.close().catch(() => undefined);
    this.#app = null;
  }

  /** Another tab in the place of this one. */
  async changeTab(): Promise<void> {
    const { context, page } = must(this.#app, 'the app');
    const next = await context.newPage();
    await page.close();
    this.#app = { context, page: next };
    await this.openModels();
  }

  async openModels(): Promise<void> {
    await this.page.goto(`${ORIGIN}/#/models`);
    await this.page.getByText('Bring a model').click();
  }

  /** Goes on as a user would until `enough` says so; resolves to where things are then. @throws Error when nothing comes any more */
  async goOn(enough: (state: State) => boolean): Promise<State> {
    let [moved, seen] = [performance.now(), ''];
    for (;;) {
      const state = await this.#press();
      if (enough(state)) return state;
      const now = `${state} ${this.hub.sent.bytes}`;
      if (now !== seen) [moved, seen] = [performance.now(), now];
      if (performance.now() - moved > STUCK_MS)
        throw new Error(`Nothing comes any more; the page says: ${await this.#says()}`);
      await this.page.waitForTimeout(LOOK_MS);
    }
  }

  async #press(): Promise<State> {
    const says = await this.#says();
    const { page } = this;
    const press = (name: RegExp | string): Promise<void> =>
      page
        .getByRole('button', { name })
        .first()
        .click({ timeout: 5000 })
        .catch(() => undefined);
    if (/Converting/.test(says)) return 'converting';
    if (/Try again/.test(says)) this.#note(says);
    if (/Go on|Try again/.test(says)) await press(/^(Go on|Try again)$/);
    else if (says === '') {
      if ((await page.getByRole('list', { name: 'Models that you brought' }).count()) > 0) return 'here';
      if (await page.getByText('None yet.').isVisible()) await press(`Fetch ${this.#name}`);
    }
    return 'coming';
  }

  async #says(): Promise<string> {
    return (await this.page.getByRole('list', { name: 'Being brought' }).allInnerTexts()).join(' ');
  }

  #note(says: string): void {
    const sentence = says.split('\n').find((line) => line.endsWith('.')) ?? says;
    this.told[sentence] = (this.told[sentence] ?? 0) + 1;
  }
}
