// What every tool that is also a command shares: is this file the command, how a failure ends it, how it runs others.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository root. */
export const ROOT = path.resolve(import.meta.dirname, '..');

/** True when the file with this `import.meta.url` was started as the command, false when it was imported. */
export function isMain(url: string): boolean {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === realpathSync(fileURLToPath(url));
}

/** Runs a command; an error becomes one line on stderr and exit code 1, without a stack that hides the sentence. */
export function runMain(main: () => Promise<void> | void): void {
  Promise.resolve()
    .then(main)
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    });
}

export type Ran = {
  /** Exit code; null when a signal ended the program. */
  code: number | null;
  /** Both streams, in the order they came. */
  output: string;
};

export type RunOptions = {
  cwd?: string;
  env?: Record<string, string>;
  /** Kills the program and its children when aborted. */
  signal?: AbortSignal;
  /** Called with each piece of output; it is kept in any case. */
  echo?: (text: string) => void;
};

/** Runs a program to its end. Rejects only when it cannot be started. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd = ROOT, env = {}, signal, echo } = options;
  return new Promise((resolve, reject) => {
    // A group of its own, so that an abort also ends what the program started.
    const detached = process.platform !== 'win32';
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: [...stdio], detached });
    const kill = () => killGroup(child.pid, detached);
    let output = '';
    const keep = (data: Buffer) => {
      output += data.toString();
      echo?.(data.toString());
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      signal?.removeEventListener('abort', kill);
      resolve({ code, output });
    });
    if (signal?.aborted) kill();
    else signal?.addEventListener('abort', kill, { once: true });
  });
}

/** The same for a program's script file under node_modules, run by the Node that runs this. */
export function runNode(script: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return run(process.execPath, [path.join('node_modules', script), ...args], options);
}

/** A signal that aborts when someone presses Ctrl+C or ends this process politely. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      process.exitCode = 130;
      controller.abort();
    });
  }
  return controller.signal;
}

function killGroup(pid: number | undefined, detached: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(detached ? -pid : pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
