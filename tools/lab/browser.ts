// The built app in a headless Chrome: builds when sources are newer, serves on a free port, opens the page under `?lab`, and makes its calls typed.
//
// The page's address is the same whatever the port (Chrome maps it), so that a profile keeps its data; every other name resolves to nothing.
// Requests of the page, its workers and frames to other origins are counted all the same.

import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import type { WireResult } from '../../src/lib/channel.ts';
import type { LabCalls, LabEvent } from '../../workers/lab-api.ts';
import { ensureBuilt } from '../build.ts';
import { gpuArgs, plainArgs } from '../chrome.ts';
import { ensureBrowser } from '../ensure-browser.ts';
import { type Mount, PORT, serve, type Served } from '../serve.ts';
import type { LabDevice } from './command.ts';

export type OpenOptions = {
  /** Folder of a profile that is kept; a temporary one otherwise. */
  profile?: string | undefined;
  device: LabDevice;
  /** A build other than dist/. */
  dist?: string;
  /** More for the page's address, as in `poison=labels`. */
  query?: string;
  /** What is served beside the app, by the first part of its path. */
  mounts?: ReadonlyMap<string, Mount>;
  /** The one address beside the app's that the page may reach; not by the name localhost, which is the app. */
  reaches?: URL;
  /** Functions that the page may call, by name. */
  bindings?: Readonly<Record<string, (argument: unknown) => unknown>>;
  signal: AbortSignal;
  say(line: string): void;
};

type Callable<Calls> = Record<keyof Calls, (...args: never[]) => Promise<unknown>>;

/** `Calls`: what the page offers; the app's own unless said otherwise. */
export type LabBrowser<Calls extends Callable<Calls> = LabCalls> = {
  /** One call of the page. @throws LabError with the page's own sentence and code. */
  call<N extends keyof Calls & string>(name: N, ...args: Parameters<Calls[N]>): Promise<Awaited<ReturnType<Calls[N]>>>;
  /** What arrives beside a call. */
  onEvent(listener: (event: LabEvent) => void): void;
  /** Requests to other origins so far, by address. */
  offOrigin(): readonly string[];
  /** Seconds since the page was ready to be called. */
  secondsSinceReady(): number;
  version(): string;
  readonly page: Page;
  readonly profile: string;
  close(): Promise<void>;
};

export class LabError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const ORIGIN = `http://localhost:${PORT}`;
const READY_LIMIT_MS = 60_000;
/** How long a stopped call may take to end before Chrome is closed under it. */
const STOP_LIMIT_MS = 15_000;

export async function openLab<Calls extends Callable<Calls> = LabCalls>(
  options: OpenOptions,
): Promise<LabBrowser<Calls>> {
  const { say, signal } = options;
  const dir = options.dist ?? (await ensureBuilt(say));
  const executablePath = await ensureBrowser(say);
  const mounts = options.mounts ?? new Map<string, Mount>();
  const served = await serve({ dir, port: 0, host: '127.0.0.1', mounts });
  const profile = profileFolder(options.profile);
  const temporary = options.profile === undefined;
  const cleanUp = async (): Promise<void> => {
    await served.close();
    if (temporary) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const context = await launch(executablePath, profile, served, options);
    const close = (): Promise<void> =>
      context
        .close()
        .catch(() => undefined)
        .then(cleanUp);
    try {
      return await openPage<Calls>(context, profile, options, close, signal);
    } catch (error) {
      await context.close().catch(() => undefined);
      throw error;
    }
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

function profileFolder(named: string | undefined): string {
  if (named === undefined) return mkdtempSync(path.join(tmpdir(), 'dream-lab-'));
  const folder = path.resolve(named);
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new Error(`--profile ${named} is a file: name a folder, or one that does not exist yet.`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function launch(
  executablePath: string,
  profile: string,
  { url }: Served,
  { device, reaches }: OpenOptions,
): Promise<BrowserContext> {
  const others = reaches ? `MAP * ~NOTFOUND, EXCLUDE ${reaches.hostname}` : 'MAP * ~NOTFOUND';
  const rules = `--host-resolver-rules=MAP localhost 127.0.0.1:${new URL(url).port}, ${others}`;
  const adapter = device === 'webgpu' || process.env.GPU_ADAPTER !== undefined;
  const args = [...(adapter ? gpuArgs() : plainArgs()), rules];
  // Ctrl+C is ours to handle: the night must end before Chrome does.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  try {
    return await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args,
      viewport: null,
      ...signals,
    });
  } catch (error) {
    throw new Error(launchFault(profile, error as Error), { cause: error });
  }
}

function launchFault(profile: string, { message }: Error): string {
  if (/ProcessSingleton|SingletonLock|already in use|existing browser session/i.test(message))
    return `The profile ${profile} is in use: close the Chrome or the lab command that uses it, then try again.`;
  return `Chrome could not be started: ${message.split('\n')[0]}`;
}

async function openPage<Calls extends Callable<Calls>>(
  context: BrowserContext,
  profile: string,
  options: OpenOptions,
  close: () => Promise<void>,
  signal: AbortSignal,
): Promise<LabBrowser<Calls>> {
  const others = watchOrigins(context);
  const listeners: ((event: LabEvent) => void)[] = [];
  await context.exposeBinding('labEvent', (_source, event: LabEvent) =>
    listeners.forEach((listener) => listener(event)),
  );
  for (const [name, answer] of Object.entries(options.bindings ?? {}))
    await context.exposeBinding(name, (_source, argument: unknown) => answer(argument));
  const page = context.pages()[0] ?? (await context.newPage());
  const gone = whenGone(page);
  const call = callsOf<Calls>(page, gone, signal);
  await forgetOldBuild(context, page);
  await page.goto(
    `${ORIGIN}/?${new URLSearchParams({ lab: '', device: options.device })}${options.query ? `&${options.query}` : ''}`,
  );
  await untilCallable(page);
  const ready = performance.now();
  return {
    call,
    onEvent: (listener) => void listeners.push(listener),
    offOrigin: () => others,
    secondsSinceReady: () => (performance.now() - ready) / 1000,
    version: () => context.browser()?.version() ?? 'unknown',
    page,
    profile,
    close,
  };
}

/** A kept profile would go on with the build that it was made with, until somebody agreed to the new one. Data stays. */
async function forgetOldBuild(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: ORIGIN, storageTypes: 'service_workers' });
  await session.detach();
}

function watchOrigins(context: BrowserContext): string[] {
  const others: string[] = [];
  const look = (url: string): void => {
    if (/^(https?|wss?):/.test(url) && new URL(url).host !== new URL(ORIGIN).host) others.push(url);
  };
  context.on('request', (request) => look(request.url()));
  context.on('page', (page) => page.on('websocket', (socket) => look(socket.url())));
  return others;
}

/** Rejects when the page cannot answer any more. */
function whenGone(page: Page): Promise<never> {
  const gone = new Promise<never>((_resolve, reject) => {
    page.once('crash', () =>
      reject(
        new Error(
          'The page crashed, perhaps for want of memory. What was saved is kept: run "lab night --resume" with the same profile.',
        ),
      ),
    );
    page.once('close', () =>
      reject(new Error('Chrome was closed before the command ended. What was saved is kept in the profile.')),
    );
  });
  gone.catch(() => undefined);
  return gone;
}

function callsOf<Calls extends Callable<Calls>>(
  page: Page,
  gone: Promise<never>,
  signal: AbortSignal,
): LabBrowser<Calls>['call'] {
  return async (name, ...args) => {
    if (signal.aborted) throw new Error('Stopped.');
    const over = new AbortController();
    const late = tooLate(page, signal, over.signal);
    try {
      // As text, so that nothing that a bundler adds to functions reaches the page.
      const answer = page.evaluate(`lab.call(${JSON.stringify(name)}, ${JSON.stringify(args)})`) as Promise<WireResult>;
      answer.catch(() => undefined);
      const result = await Promise.race([answer, gone, late]);
      if (!result.ok) throw new LabError(result.error.code, result.error.message);
      return result.value as never;
    } finally {
      over.abort();
    }
  };
}

/** Passes Ctrl+C on to the page, and rejects when the page does not come to an end then. Does nothing once the call is `over`. */
function tooLate(page: Page, signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = (): void =>
      reject(
        new Error('Stopped, but the page did not answer; Chrome was closed. What was saved is kept in the profile.'),
      );
    const stop = (): void => {
      page.evaluate('lab.stop()').catch(() => undefined);
      const timer = setTimeout(giveUp, STOP_LIMIT_MS);
      over.addEventListener('abort', () => clearTimeout(timer), { once: true });
    };
    signal.addEventListener('abort', stop, { once: true, signal: over });
  });
}

async function untilCallable(page: Page): Promise<void> {
  for (const start = performance.now(); performance.now() - start < READY_LIMIT_MS;) {
    if ((await page.evaluate('typeof globalThis.lab')) === 'object') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The page did not get ready within ${READY_LIMIT_MS / 1000} s: open it with "npm start" to see why.`);
}
