// The command line: `npm run -s lab -- <command> [--profile DIR] [--device auto|wasm|webgpu|node] [--json]`. It drives the built app in headless
// Chrome. Results go to stdout, everything else to stderr; a failure is one sentence on stderr and exit code 1, bad usage 2, Ctrl+C 130.

import { parseArgs, type ParseArgsConfig } from 'node:util';
import { isMain, stopSignal } from '../command.ts';
import { adapter } from './adapter.ts';
import { ask } from './ask.ts';
import { bench } from './bench.ts';
import { type LabBrowser, openLab } from './browser.ts';
import { type Command, DEVICES, type Invocation, type LabDevice, UsageError } from './command.ts';
import { generate } from './generate.ts';
import { guard } from './guard.ts';
import { importCommand } from './import.ts';
import { metrics } from './metrics.ts';
import { night } from './night.ts';
import { experiment } from './experiment.ts';
import { parity } from './parity.ts';
import { status } from './status.ts';
import { tokens } from './tokens.ts';

const COMMANDS = {
  night,
  ask,
  guard,
  parity,
  experiment,
  metrics,
  status,
  import: importCommand,
  generate,
  adapter,
  tokens,
  bench,
} satisfies Record<string, Command>;

const SHARED = {
  profile: { type: 'string' },
  device: { type: 'string', default: 'auto' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const satisfies NonNullable<ParseArgsConfig['options']>;

export function usage(): string {
  const lines = Object.entries<Command>(COMMANDS).map(
    ([name, { usage: after, about }]) => `  ${name} ${after}\n      ${about}`,
  );
  return `npm run -s lab -- <command> [--profile DIR] [--device ${DEVICES.join('|')}] [--json]\n\n${lines.join('\n')}\n`;
}

type Parsed = {
  command: Command;
  profile: string | undefined;
  invocation: Omit<Invocation, 'open' | 'signal' | 'print' | 'say'>;
};

/** What was asked for; null for help. @throws UsageError */
export function parse(argv: readonly string[]): Parsed | null {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help') return null;
  const command: Command | undefined = Object.hasOwn(COMMANDS, name)
    ? COMMANDS[name as keyof typeof COMMANDS]
    : undefined;
  if (!command)
    throw new UsageError(`There is no command ${name}: the commands are ${Object.keys(COMMANDS).join(', ')}.`);
  const { values, positionals } = parseOptions(command, rest);
  if (values['help']) return null;
  const device = values['device'] as LabDevice;
  if (!DEVICES.includes(device)) throw new UsageError(`--device is one of ${DEVICES.join(', ')}, not ${device}.`);
  if (device === 'node' && !command.node)
    throw new UsageError(`--device node works with parity, experiment and bench train; ${name} runs in the browser.`);
  const [least, most] = command.words;
  if (positionals.length < least || positionals.length > most)
    throw new UsageError(`Usage: lab ${name} ${command.usage}`);
  const profile = values['profile'] as string | undefined;
  return { command, profile, invocation: { positionals, values, device, json: values['json'] === true } };
}

function parseOptions(
  command: Command,
  args: readonly string[],
): { values: Invocation['values']; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...SHARED, ...command.options },
      allowPositionals: true,
    });
    return { values: values as Invocation['values'], positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Runs a command line to its end; resolves with the exit code. */
export async function lab(argv: readonly string[], signal: AbortSignal): Promise<number> {
  let browser: Promise<LabBrowser> | null = null;
  try {
    const parsed = parse(argv);
    if (!parsed) return (print(usage()), 0);
    const { command, profile, invocation } = parsed;
    const open: Invocation['open'] = (mounts, reaches) =>
      (browser ??= openLab({
        ...{ profile, device: invocation.device, signal, say },
        ...(mounts && { mounts }),
        ...(reaches && { reaches }),
      }));
    const { json, code = 0 } = await command.run({ ...invocation, signal, print, say, open });
    if (invocation.json && !command.rows) print(JSON.stringify(json));
    return signal.aborted ? 130 : code;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return signal.aborted ? 130 : error instanceof UsageError ? 2 : 1;
  } finally {
    await (browser as Promise<LabBrowser> | null)?.then((opened) => opened.close()).catch(() => undefined);
  }
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

// A reader that has had enough (`| head`) ends us quietly.
process.stdout.on('error', () => process.exit(1));

if (isMain(import.meta.url)) process.exitCode = await lab(process.argv.slice(2), stopSignal());
