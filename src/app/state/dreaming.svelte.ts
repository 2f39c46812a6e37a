// Dreaming by itself: gathers the facts of the policy once a second, and begins a night when they all agree. The policy decides, the session dreams.

import { watchIdle, type Idle, askForIdleDetection, watchIdlePermission } from '../idle.ts';
import { type Facts, isAway, type Why, whyDreaming } from '../policy.ts';
import { nightOptions } from '../night.ts';
import { watchPower } from '../power.ts';
import { Spent } from '../spent.ts';
import { DREAMER_LOCK } from '../../db/fence.ts';
import { ROLES } from '../../team/meta.ts';
import { pageStore } from './live.svelte.ts';
import type { PreferenceState } from './preferences.svelte.ts';
import type { Session } from './session.svelte.ts';

const TICK_MS = 1000;
const COUNT_EVERY_MS = 5 * 60_000;
/** After a night that learned nothing by itself, the next one waits: the same night again would end the same way. */
const REST_MS = 10 * 60_000;

export class Dreaming {
  why = $state.raw<Why>({ dreams: false, line: '', rules: [] });
  /** Whether the browser tells about the whole device, or only this page is known. */
  source = $state<Idle['source']>('page');
  /** Another tab dreams. */
  elsewhere = $state(false);
  readonly #session: Session;
  readonly #preferences: PreferenceState;
  /** Minutes dreamed in the last 24 hours, as of `#counted`. */
  #minutes = 0;
  readonly #spent = new Spent();
  #counted = -Infinity;
  #idle: Idle | null = null;
  #charging: boolean | null = null;
  #restUntil = 0;
  /** Who was chosen when the workers of this tab began (null before that is known), and a second ago. */
  #followed: { team: string | null; seen: string; begun: number } = { team: null, seen: '', begun: 0 };

  constructor(session: Session, preferences: PreferenceState) {
    [this.#session, this.#preferences] = [session, preferences];
  }

  /** Begins to look; the returned function ends it. */
  start(): () => void {
    void watchPower((charging) => (this.#charging = charging));
    void watchIdlePermission((allowed) => this.#listen(allowed));
    const timer = setInterval(() => void this.#tick(), TICK_MS);
    return () => {
      clearInterval(timer);
      this.#idle?.end();
    };
  }

  /** The one click that switches dreaming on: asks for what makes it better, and goes on without where it is refused. */
  async switchOn(): Promise<{ idle: boolean; persisted: boolean }> {
    const idle = await askForIdleDetection();
    const persisted = (await navigator.storage.persist?.().catch(() => false)) ?? false;
    this.#listen(idle);
    await this.#preferences.set({ dreaming: true });
    return { idle, persisted };
  }

  #listen(allowed: boolean): void {
    this.#idle?.end();
    this.#idle = watchIdle(() => performance.now(), allowed);
  }

  async #tick(): Promise<void> {
    const held = (await navigator.locks.query()).held ?? [];
    const { dreaming, merging } = this.#session;
    const was = this.elsewhere;
    this.elsewhere = !dreaming && !merging && held.some(({ name }) => name === DREAMER_LOCK);
    if (was && !this.elsewhere) void this.#session.refreshBehind();
    this.source = this.#idle?.source ?? 'page';
    if (performance.now() - this.#counted > COUNT_EVERY_MS && !dreaming) await this.#count();
    await this.#follow();
    const facts = this.#facts();
    this.why = whyDreaming(facts);
    if (facts.dreaming && !this.why.dreams) return this.#session.stopDreaming(!isAway(facts));
    if (!this.why.dreams || this.#session.busy || !this.#preferences.known || performance.now() < this.#restUntil)
      return;
    await this.#session.dream(nightOptions(this.#preferences.current), false);
    this.#restUntil = performance.now() + REST_MS;
    this.#counted = -Infinity;
  }

  /** Another tab may have let others learn, answer or teach: this one would go on with those that it began with. Whoever chose here begins anew at once. */
  async #follow(): Promise<void> {
    if (!this.#preferences.known) return;
    const { state, busy, begun } = this.#session;
    const chosen = JSON.stringify(ROLES.map((role) => this.#preferences.current[role]));
    const { team, seen } = this.#followed;
    this.#followed.seen = chosen;
    const isOther = state === 'ready' && chosen !== team && chosen === seen;
    if (team === null || begun !== this.#followed.begun) this.#followed = { team: chosen, seen: chosen, begun };
    else if (isOther && !busy) await this.#session.restart();
  }

  async #count(): Promise<void> {
    this.#counted = performance.now();
    const store = await pageStore().catch(() => null);
    if (store) this.#minutes = await this.#spent.minutes(store, Date.now());
  }

  #facts(): Facts {
    const { state, dreaming, asked, status, since } = this.#session;
    const running = dreaming ? (performance.now() - since) / 60_000 : 0;
    return {
      preferences: this.#preferences.current,
      ...{ ready: state === 'ready', failed: state === 'failed', dreaming, asked, elsewhere: this.elsewhere },
      ...{ open: status?.open.length ?? 0, unfinished: this.#session.canResume },
      idleMs: this.#idle?.idleMs() ?? 0,
      visible: document.visibilityState === 'visible',
      charging: this.#charging,
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- read once a second, never changed
      hour: new Date().getHours(),
      dreamedMinutes: this.#minutes + running,
    };
  }
}
