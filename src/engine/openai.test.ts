import { describe, expect, it } from 'vitest';
import { plainFlag } from '../lib/flag.ts';
import type { Generation } from './engine.ts';
import { checkEndpoint, type Endpoint, openAiEngine } from './openai.ts';

const ENDPOINT: Endpoint = { url: 'http://localhost:11434/v1', model: 'qwen', key: 'secret' };
const never = new AbortController().signal;
const asked = [{ role: 'user' as const, content: 'Add 7 to n.' }];
const options = { model: 'endpoint', maxNewTokens: 50 } as const;

type Reply = Response | Error | (() => Response);
type Seen = { url: string; init: RequestInit }[];

/** Server-sent events, cut into pieces of a few bytes as a network would. */
function stream(lines: readonly string[], size = 7): Response {
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\r\n\r\n`).join(''));
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

const piece = (content: string, finish_reason: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason }] })}`;

function engineOf(replies: Reply[], seen: Seen = [], stop = plainFlag()): ReturnType<typeof openAiEngine> {
  return openAiEngine({
    endpoint: async () => ENDPOINT,
    fetch: async (url, init) => {
      seen.push({ url, init });
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      if (reply instanceof Error) throw reply;
      return typeof reply === 'function' ? reply() : (reply as Response);
    },
    stop,
    timer: { after: (_, run) => (queueMicrotask(run), () => undefined) },
    now: () => 0,
  });
}

const say = (engine: ReturnType<typeof openAiEngine>, pieces: string[] = []): Promise<Generation> =>
  engine.generate(asked, options, (text) => pieces.push(text), never);

describe('an endpoint', () => {
  it('streams an answer, and is asked as it wants to be', async () => {
    const seen: Seen = [];
    const pieces: string[] = [];
    const reply = stream([': a comment', piece('n + '), piece('7 ünd'), piece('', 'stop'), 'data: [DONE]']);
    const found = await say(engineOf([reply], seen), pieces);
    expect(found).toMatchObject({ text: 'n + 7 ünd', stopped: 'end', tokens: 2 });
    expect(pieces).toEqual(['n + ', '7 ünd']);
    expect(seen[0]?.url).toBe('http://localhost:11434/v1/chat/completions');
    expect(seen[0]?.init).toMatchObject({ method: 'POST', credentials: 'omit', redirect: 'error' });
    expect(seen[0]?.init.headers).toMatchObject({ Authorization: 'Bearer secret' });
    expect(JSON.parse(String(seen[0]?.init.body))).toMatchObject({ model: 'qwen', max_tokens: 50, stream: true });
  });

  it('says when the limit ended it', async () => {
    expect(await say(engineOf([stream([piece('abc', 'length')])]))).toMatchObject({ text: 'abc', stopped: 'length' });
  });

  it('stops with what is there when the flag is raised', async () => {
    const stop = plainFlag();
    stop.raise();
    expect(await say(engineOf([stream([piece('a'), piece('b', 'stop')])], [], stop))).toMatchObject({
      text: 'a',
      stopped: 'stopped',
    });
  });

  it('ends a request whose server goes on talking, without a fault', async () => {
    let ended = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(`${piece('n', 'stop')}\n\n: more to come`)),
      cancel: () => void (ended = true),
    });
    expect(await say(engineOf([new Response(body)]))).toMatchObject({ text: 'n', stopped: 'end' });
    expect(ended).toBe(true);
  });

  it('gives what is there when it is aborted in the middle', async () => {
    const end = new AbortController();
    const engine = openAiEngine({
      endpoint: async () => ENDPOINT,
      fetch: async (_, { signal }) => {
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            controller.enqueue(new TextEncoder().encode(`${piece('half')}\n\n`));
            signal?.addEventListener('abort', () => controller.error(signal.reason));
          },
        });
        return new Response(body);
      },
      stop: plainFlag(),
      timer: { after: () => () => undefined },
      now: () => 0,
    });
    const said = engine.generate(asked, options, () => end.abort(), end.signal);
    expect(await said).toMatchObject({ text: 'half', stopped: 'stopped' });
  });

  it('answers many in order', async () => {
    const engine = engineOf([() => stream([piece('x', 'stop')])]);
    expect(
      (await engine.generateBatch([asked, asked, asked, asked, asked], options, never)).map(({ text }) => text),
    ).toEqual(['x', 'x', 'x', 'x', 'x']);
  });

  it('waits for a busy server, and gives up in the end', async () => {
    const busy = (): Response => new Response('', { status: 429 });
    expect(await say(engineOf([busy(), busy(), stream([piece('x', 'stop')])]))).toMatchObject({ text: 'x' });
    await expect(say(engineOf([busy]))).rejects.toMatchObject({ code: 'endpoint/busy' });
  });

  it.each([
    ['nobody there', new TypeError('Failed to fetch'), 'endpoint/no-answer'],
    ['a wrong key', new Response('', { status: 401 }), 'endpoint/refused'],
    ['a wrong address', new Response('', { status: 404 }), 'endpoint/missing'],
    ['a broken server', new Response('', { status: 500 }), 'endpoint/failed'],
    ['an answer that ends in the middle', stream([piece('n +')]), 'endpoint/cut-off'],
    ['a web page', new Response('data: <html>\n\n'), 'endpoint/not-openai'],
  ])('says what is wrong: %s', async (_, reply, code) => {
    await expect(say(engineOf([reply]))).rejects.toMatchObject({ code });
  });

  it('is tried by its list of models', async () => {
    const list = (names: string[]): Response => Response.json({ data: names.map((id) => ({ id })) });
    expect(await engineOf([list(['qwen', 'other'])]).load('endpoint', never)).toMatchObject({ device: 'remote' });
    await expect(engineOf([list(['other'])]).load('endpoint', never)).rejects.toMatchObject({
      code: 'endpoint/no-model',
    });
    await expect(engineOf([new Response('<html>')]).load('endpoint', never)).rejects.toMatchObject({
      code: 'endpoint/not-openai',
    });
  });

  it('tells probabilities where they are offered, and does without them where they are refused', async () => {
    const chance = (token: string, logprob: number): object => ({ token, logprob });
    const told = { content: [{ ...chance('n', -0.1), top_logprobs: [chance('n', -0.1), chance('x', -3)] }] };
    const line = `data: ${JSON.stringify({ choices: [{ delta: { content: 'n' }, finish_reason: 'stop', logprobs: told }] })}`;
    const seen: Seen = [];
    const ask = (engine: ReturnType<typeof openAiEngine>): Promise<Generation> =>
      engine.generate(asked, { ...options, topLogprobs: 50 }, () => undefined, never);
    expect((await ask(engineOf([stream([line])], seen))).logprobs).toEqual([
      { token: 'n', logprob: -0.1, top: [chance('n', -0.1), chance('x', -3)] },
    ]);
    expect(JSON.parse(String(seen[0]?.init.body))).toMatchObject({ logprobs: true, top_logprobs: 20 });
    const again: Seen = [];
    const refused = new Response('', { status: 400 });
    expect(await ask(engineOf([refused, stream([piece('n', 'stop')])], again))).not.toHaveProperty('logprobs');
    expect(JSON.parse(String(again[1]?.init.body))).not.toHaveProperty('logprobs');
  });

  it('gives no scores', async () => {
    await expect(engineOf([]).score([], options, never)).rejects.toMatchObject({ code: 'engine/no-scores' });
  });
});

describe('checkEndpoint', () => {
  it('takes addresses of this machine and secure ones, as people write them', () => {
    expect(checkEndpoint({ ...ENDPOINT, url: ' http://127.0.0.1:8080/v1/ ' }).url).toBe('http://127.0.0.1:8080/v1');
    expect(checkEndpoint({ ...ENDPOINT, url: 'https://host.example/v1/chat/completions' }).url).toBe(
      'https://host.example/v1',
    );
  });

  it.each([
    '',
    'localhost:11434',
    'http://host.example/v1',
    'ftp://localhost',
    'https://user:word@host.example/v1',
    'javascript:1',
  ])('refuses %s', (url) =>
    expect(() => checkEndpoint({ ...ENDPOINT, url })).toThrow(expect.objectContaining({ code: 'endpoint/address' })),
  );

  it('wants the name of a model', () => {
    expect(() => checkEndpoint({ ...ENDPOINT, model: ' ' })).toThrow(
      expect.objectContaining({ code: 'endpoint/address' }),
    );
  });
});
