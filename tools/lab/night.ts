// `lab night`: one night in the app, and its report.

import type { LabCalls, NightReport, NightRequest, Progress } from '../../workers/lab-api.ts';
import type { LabBrowser } from './browser.ts';
import { METHOD_NAMES, type MethodName } from '../../src/team/meta.ts';
import { type Command, type Invocation, UsageError } from './command.ts';
import { readPrompts } from './input.ts';
import { SAMPLE } from './sample.ts';

export type LabNight = NightReport & { offOriginRequests: number; device: string };

const MOST_TASKS = 10_000;

export const night: Command = {
  usage:
    '[--ask FILE] [--tasks N] [--seed S] [--methods NAME,…] [--resume] [--learner ID] [--teacher ID] [--expert ID] [--endpoint URL --endpoint-model NAME]',
  about: `One night: ask, dream, train, check, promote or roll back. FILE has one prompt a line; --methods: what nights do not do by themselves, of ${METHOD_NAMES.join(', ')}; --resume takes up a night that was cut short; the team (--learner; --teacher; --expert, who tries what the teacher got wrong; an ID may be \`endpoint\`) is kept as the choice of the profile.`,
  options: {
    ask: { type: 'string' },
    tasks: { type: 'string' },
    seed: { type: 'string', default: '1' },
    methods: { type: 'string', default: '' },
    resume: { type: 'boolean', default: false },
    learner: { type: 'string' },
    teacher: { type: 'string' },
    expert: { type: 'string' },
    endpoint: { type: 'string' },
    'endpoint-model': { type: 'string' },
  },
  words: [0, 0],
  run: async (invocation) => {
    const request = requestOf(invocation);
    const endpoint = invocation.values['endpoint'];
    const browser = await invocation.open(undefined, typeof endpoint === 'string' ? addressOf(endpoint) : undefined);
    browser.onEvent((event) => {
      if (event.kind === 'progress') invocation.say(progressLine(event.progress));
    });
    const choice = choiceOf(invocation);
    if (Object.keys(choice).length > 0) {
      await browser.call('ready');
      await browser.call('choose', choice);
    }
    const report = await runNight(browser, request);
    if (!invocation.json) for (const line of summary(report)) invocation.print(line);
    return { json: report, code: report.status === 'error' ? 1 : 0 };
  },
};

/** Options, and the names under which the app keeps them. */
const CHOICES = {
  learner: 'learner',
  teacher: 'teacher',
  expert: 'expert',
  endpoint: 'endpointUrl',
  'endpoint-model': 'endpointModel',
} as const;

function choiceOf({ values }: Invocation): Parameters<LabCalls['choose']>[0] {
  if ((values['endpoint'] === undefined) !== (values['endpoint-model'] === undefined))
    throw new UsageError(
      '--endpoint and --endpoint-model go together: the address, as in http://localhost:11434/v1, and the name of a model there.',
    );
  const given = Object.entries(CHOICES).filter(([option]) => typeof values[option] === 'string');
  const choice = Object.fromEntries(given.map(([option, name]) => [name, String(values[option])]));
  return choice['endpointUrl'] ? { ...choice, endpointUrl: addressOf(choice['endpointUrl']).href } : choice;
}

/** The page calls itself localhost: a program on this machine is reached by its number. */
function addressOf(endpoint: string): URL {
  if (!URL.canParse(endpoint))
    throw new UsageError(`--endpoint is an address as in http://localhost:11434/v1, not ${endpoint}.`);
  const url = new URL(endpoint);
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  return url;
}

function requestOf({ values }: Invocation): NightRequest {
  const prompts = typeof values['ask'] === 'string' ? readPrompts(values['ask']) : SAMPLE;
  const tasks = Number(values['tasks'] ?? 1);
  if (!(Number.isInteger(tasks) && tasks >= 1 && tasks <= MOST_TASKS))
    throw new UsageError(`--tasks is a whole number from 1 to ${MOST_TASKS}, not ${String(values['tasks'])}.`);
  const settings = values['tasks'] === undefined ? {} : { settings: { tasks } };
  const methods = methodsOf(String(values['methods']));
  return { prompts, seed: String(values['seed']), resume: values['resume'] === true, methods, ...settings };
}

/** Methods by their names, commas between. @throws UsageError */
export function methodsOf(list: string): MethodName[] {
  const names = list.split(',').filter(Boolean);
  const wrong = names.find((name) => !(METHOD_NAMES as readonly string[]).includes(name));
  if (wrong !== undefined) throw new UsageError(`There is no method ${wrong}. There are: ${METHOD_NAMES.join(', ')}.`);
  return names as MethodName[];
}

/** One night; `seconds.total` counts from when the page was ready to be called, so that loading the models is part of it. */
export async function runNight(browser: LabBrowser, request: NightRequest): Promise<LabNight> {
  const { device } = await browser.call('ready');
  const report = await browser.call('night', request, false);
  const seconds = { ...report.seconds, total: browser.secondsSinceReady() };
  return { ...report, seconds, offOriginRequests: browser.offOrigin().length, device };
}

function progressLine({ step, done, of, note }: Progress): string {
  return `${step.padEnd(12)} ${done} of ${of}${note ? `  ${note}` : ''}`;
}

const percent = (rate: number | undefined): string =>
  rate === undefined ? '      -' : `${(rate * 100).toFixed(1).padStart(5)} %`;

const signed = (change: number): string => `${change < 0 ? '' : '+'}${(change * 100).toFixed(1)} %`;

function furtherLines({ further }: LabNight): string[] {
  if (!further) return [];
  const { against, gain, nllChange } = further;
  const nll = nllChange === null ? '' : `, NLL of known answers ${signed(nllChange)}`;
  return [
    `  examined twice: further from where it set out it gained ${percent(gain).trim()}${nll} (${against.join(', ')}); what follows is of the nearer candidate`,
  ];
}

function summary(report: LabNight): string[] {
  const { seconds, retention, gain, gainLower, verified, attempts, nllChange, flips, earlier, manners } = report;
  const split = (['ask', 'dream', 'train', 'consolidate', 'evaluate', 'total'] as const).map(
    (part) => `${part} ${seconds[part].toFixed(1)}`,
  );
  return [
    `Night ${report.sessionId.slice(0, 12)}: ${report.status}, ${report.promoted ? 'promoted' : `not promoted (${report.reason})`}, on ${report.device}`,
    ...furtherLines(report),
    ...report.asked.map(
      ({ prompt, skill, verdict }) => `  ${verdict.padEnd(11)} ${(skill ?? '-').padEnd(24)} ${prompt}`,
    ),
    `  practised: ${verified} of ${attempts} solutions passed; trained ${report.steps} steps, ${Math.round(report.trainTokensPerSecond)} tokens/s`,
    ...(report.untoldBy === null
      ? []
      : [`  the teacher (${report.untoldBy}) cannot tell how sure it was: learned from its solutions alone`]),
    ...Object.keys(report.before).map(
      (level) => `  level ${level.padStart(2)}: ${percent(report.before[level])} -> ${percent(report.after[level])}`,
    ),
    `  gain on what was asked ${percent(gain)} (5 % bound ${percent(gainLower)}), retention ${percent(retention.average)} (level 1 ${percent(retention.level1)})`,
    `  NLL of known answers ${nllChange === null ? 'not measured' : signed(nllChange)}; ${report.evaluatedPerSecond.toFixed(1)} held-out items a second`,
    ...(earlier?.items
      ? [
          `  of ${earlier.items} items of what earlier nights taught: ${earlier.before} right before, ${earlier.after} after`,
        ]
      : []),
    ...(flips && manners
      ? [
          `  right before and wrong after: ${flips.lost} of ${flips.items} known items; KL from the base ${manners.kl?.toFixed(4) ?? 'not measured'} nats a token, of this night ${manners.klNight?.toFixed(4) ?? 'not measured'} of at most ${manners.klLimit.toFixed(4)}; ${percent(manners.form.after).trim()} in form, ${percent(manners.repetition).trim()} repeated`,
          ...Object.entries(manners.alignment ?? {}).map(
            ([name, { before, after }]) =>
              `  alignment, ${name}: ${percent(before).trim()} -> ${percent(after).trim()}`,
          ),
        ]
      : []),
    `  seconds: ${split.join(', ')}; requests to other origins: ${report.offOriginRequests}`,
  ];
}
