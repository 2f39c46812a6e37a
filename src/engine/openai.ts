// A member of the team that runs elsewhere, behind OpenAI's chat protocol: Ollama, LM Studio, llama.cpp, vLLM, or a service. It answers and nothing more: it
// gives no probabilities of a text, so it cannot be scored or trained; its solutions are judged like all others, by running them.

import { throwIfAborted } from '../lib/abort.ts';
import { sleep, type Timer } from '../lib/clock.ts';
import { AppError, codeOf, type ErrorCode } from '../lib/errors.ts';
import { sha256 } from '../lib/hash.ts';
import type { ChatMessage, Engine, GenerateOptions, Generation, TokenLogprob } from './engine.ts';

export type Endpoint = {
  /** As in http://localhost:11434/v1: what stands before /chat/completions. */
  url: string;
  model: string;
  /** Empty where none is asked for. */
  key: string;
};

export type RemoteParts = {
  endpoint(): Promise<Endpoint>;
  fetch(url: string, init: RequestInit): Promise<Response>;
  stop: { isRaised(): boolean };
  timer: Timer;
  /** Milliseconds from any start. */
  now(): number;
};

/** Requests side by side. */
const LANES = 4;
/** Pauses before another try at a server that is busy, ms. */
const PAUSES = [1000, 4000];
/** Likeliest tokens that the protocol gives at one place. */
const MOST_LOGPROBS = 20;
/** Characters of an answer: more is no answer but a fault. */
const LONGEST = 1 << 20;

/** @throws AppError endpoint/address */
export function checkEndpoint({ url, model, key }: Endpoint): Endpoint {
  const clean = url
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/chat\/completions$/, '');
  const parsed = URL.canParse(clean) ? new URL(clean) : null;
  const local = parsed !== null && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(parsed.hostname);
  if (!parsed || (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && local)) || parsed.username !== '')
    throw new AppError(
      'endpoint/address',
      `${JSON.stringify(url)} is no address of an endpoint: it begins with https://, or with http://localhost for a program on this machine, and ends as in /v1.`,
      { url },
    );
  if (model.trim() === '')
    throw new AppError('endpoint/address', 'Say which model of the endpoint is meant, by the name that it has there.');
  return { url: clean, model: model.trim(), key: key.trim() };
}

const noScores = async (): Promise<never> => {
  throw new AppError(
    'engine/no-scores',
    'A model behind an endpoint gives no probabilities: it can teach, but not learn here.',
  );
};

export function openAiEngine(parts: RemoteParts): Engine {
  const generate: Engine['generate'] = async (messages, wanted, onText, signal) => {
    const endpoint = checkEndpoint(await parts.endpoint());
    const begun = parts.now();
    let options = wanted;
    for (let tries = 0; ; tries++) {
      try {
        return {
          ...(await answer(parts, endpoint, messages, options, onText, signal)),
          seconds: (parts.now() - begun) / 1000,
        };
      } catch (error) {
        throwIfAborted(signal);
        // Some servers refuse a request for probabilities that they do not have.
        if (options.topLogprobs && codeOf(error) === 'endpoint/failed') {
          options = { ...options, topLogprobs: 0 };
          continue;
        }
        const pause = codeOf(error) === 'endpoint/busy' ? PAUSES[tries] : undefined;
        if (pause === undefined) throw error;
        await sleep(pause, parts.timer, signal);
      }
    }
  };
  return {
    generate,
    generateBatch: (conversations, options, signal) =>
      inLanes(conversations, (messages) => generate(messages, options, () => undefined, signal)),
    load: async (model, signal) => {
      const begun = parts.now();
      const { url, model: name } = await mustAnswer(parts, signal);
      const hash = await sha256(new TextEncoder().encode(`${url} ${name}`));
      return { model, parameters: 0, device: 'remote', hash, seconds: (parts.now() - begun) / 1000 };
    },
    score: noScores,
    likely: noScores,
    dispose: async () => undefined,
  };
}

/** Some at a time, in order; the first fault ends them all. */
async function inLanes<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, items.length) }, lane));
  return results;
}

/** Asks for the list of models: whether somebody answers, and knows the model. @throws AppError endpoint/… */
async function mustAnswer(parts: RemoteParts, signal: AbortSignal): Promise<Endpoint> {
  const endpoint = checkEndpoint(await parts.endpoint());
  const response = await ask(parts, endpoint, '/models', { method: 'GET' }, signal);
  const { data } = (await jsonOf(endpoint, response)) as { data?: unknown };
  const names = Array.isArray(data) ? data.map((each) => (each as { id?: unknown }).id) : [];
  if (names.length > 0 && !names.includes(endpoint.model))
    throw new AppError(
      'endpoint/no-model',
      `${hostOf(endpoint)} has no model ${endpoint.model}. It has ${names.slice(0, 8).join(', ')}.`,
      { model: endpoint.model },
    );
  return endpoint;
}

type Answer = Omit<Generation, 'seconds'>;

async function answer(
  parts: RemoteParts,
  endpoint: Endpoint,
  messages: readonly ChatMessage[],
  { maxNewTokens, temperature = 0, seed = 0, topLogprobs = 0 }: GenerateOptions,
  onText: (piece: string) => void,
  signal: AbortSignal,
): Promise<Answer> {
  const chances = topLogprobs > 0 ? { logprobs: true, top_logprobs: Math.min(topLogprobs, MOST_LOGPROBS) } : {};
  const body = {
    model: endpoint.model,
    messages,
    max_tokens: maxNewTokens,
    temperature,
    seed,
    stream: true,
    ...chances,
  };
  const sent = { method: 'POST', body: JSON.stringify(body) };
  const response = await ask(parts, endpoint, '/chat/completions', sent, signal);
  const said: Answer = { text: '', tokens: 0, promptTokens: 0, stopped: 'stopped' };
  const logprobs: TokenLogprob[] = [];
  try {
    // Leaving the loop ends the request.
    for await (const event of events(endpoint, response)) {
      const choice = event.choices?.[0];
      const piece = choice?.delta?.content ?? '';
      if (piece) onText(piece);
      said.text += piece;
      said.tokens += piece ? 1 : 0;
      logprobs.push(...(choice?.logprobs?.content ?? []).flatMap(logprobOf));
      if (logprobs.length) said.logprobs = logprobs;
      if (event.usage)
        [said.tokens, said.promptTokens] = [
          event.usage.completion_tokens ?? said.tokens,
          event.usage.prompt_tokens ?? 0,
        ];
      if (choice?.finish_reason) return { ...said, stopped: choice.finish_reason === 'length' ? 'length' : 'end' };
      if (said.text.length > LONGEST) return { ...said, stopped: 'length' };
      if (signal.aborted || parts.stop.isRaised()) return said;
    }
  } catch (error) {
    if (signal.aborted) return said;
    throw error;
  }
  throw new AppError('endpoint/cut-off', `${hostOf(endpoint)} ended its answer in the middle. Ask again.`);
}

type Chance = { token?: unknown; logprob?: unknown; top_logprobs?: unknown };

/** None for what is no pair of a token and a number. */
function logprobOf({ token, logprob, top_logprobs }: Chance): TokenLogprob[] {
  if (typeof token !== 'string' || typeof logprob !== 'number') return [];
  const top = Array.isArray(top_logprobs)
    ? (top_logprobs as Chance[]).flatMap((each) => logprobOf({ ...each, top_logprobs: [] }))
    : [];
  return [{ token, logprob, top: top.map((each) => ({ token: each.token, logprob: each.logprob })) }];
}

type StreamEvent = {
  choices?: {
    delta?: { content?: string | null };
    finish_reason?: string | null;
    logprobs?: { content?: Chance[] | null } | null;
  }[];
  usage?: { completion_tokens?: number; prompt_tokens?: number } | null;
};

/** Server-sent events of a streamed answer, until the server says that it is done. */
async function* events(endpoint: Endpoint, response: Response): AsyncGenerator<StreamEvent> {
  if (!response.body) throw notOpenAi(endpoint);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST) throw notOpenAi(endpoint);
    for (const line of lines) {
      if (!line.startsWith('data:')) continue;
      const data = line.slice('data:'.length).trim();
      if (data === '[DONE]') return;
      yield parsed(endpoint, data) as StreamEvent;
    }
  }
}

async function ask(
  { fetch }: RemoteParts,
  endpoint: Endpoint,
  path: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<Response> {
  const headers = {
    ...(init.body ? { 'Content-Type': 'application/json' } : {}),
    ...(endpoint.key ? { Authorization: `Bearer ${endpoint.key}` } : {}),
  };
  let response: Response;
  try {
    response = await fetch(endpoint.url + path, { ...init, headers, signal, credentials: 'omit', redirect: 'error' });
  } catch (error) {
    throwIfAborted(signal);
    throw new AppError(
      'endpoint/no-answer',
      `${hostOf(endpoint)} does not answer a web page. Does it run, and does it allow this address (CORS)? Ollama: OLLAMA_ORIGINS="${originOf()}". LM Studio: "Enable CORS". vLLM: --allowed-origins. llama.cpp allows it. Chrome may ask for permission to reach this machine.`,
      { url: endpoint.url },
      error,
    );
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw refusal(endpoint, response.status);
}

const originOf = (): string => (globalThis as { location?: { origin?: string } }).location?.origin ?? '*';
const hostOf = ({ url }: Endpoint): string => new URL(url).host;

function refusal(endpoint: Endpoint, status: number): AppError {
  const host = hostOf(endpoint);
  const [code, message]: readonly [ErrorCode, string] =
    status === 401 || status === 403
      ? ['endpoint/refused', `${host} does not accept the key. Check it.`]
      : status === 404
        ? [
            'endpoint/missing',
            `${host} has nothing at ${endpoint.url}, or no model ${endpoint.model}. The address ends as in /v1.`,
          ]
        : status === 429 || status === 503
          ? ['endpoint/busy', `${host} is busy (${status}). Try again later.`]
          : ['endpoint/failed', `${host} answered ${status}. See what it says of itself.`];
  return new AppError(code, message, { status });
}

function parsed(endpoint: Endpoint, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw notOpenAi(endpoint);
}

async function jsonOf(endpoint: Endpoint, response: Response): Promise<object> {
  const text = await response.text();
  return parsed(endpoint, text.slice(0, LONGEST));
}

function notOpenAi(endpoint: Endpoint): AppError {
  return new AppError(
    'endpoint/not-openai',
    `${hostOf(endpoint)} answers, but not in OpenAI's chat protocol. Check the address: it ends as in /v1.`,
    { url: endpoint.url },
  );
}
