// A server that speaks OpenAI's chat protocol, as Ollama or LM Studio do, with answers from a function: streamed, for pages of any origin.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { katas } from '../../src/domains/katas.ts';

type Asked = { model: string; messages: { role: string; content: string }[]; logprobs?: boolean };
export type TestEndpoint = { url: string; model: string; asked: string[]; close(): Promise<void> };

const MODEL = 'tester';

/** @param answer to the last message of a conversation */
export async function startEndpoint(answer: (content: string) => string): Promise<TestEndpoint> {
  const asked: string[] = [];
  const server = createServer((request, response) => void reply(request, response, answer, asked));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    model: MODEL,
    asked,
    close: () => new Promise((closed) => (server.close(() => closed()), server.closeAllConnections())),
  };
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (content: string) => string,
  asked: string[],
): Promise<void> {
  const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
  if (request.method === 'OPTIONS') return void response.writeHead(204, headers).end();
  if (request.url === '/v1/models')
    return void response.writeHead(200, headers).end(JSON.stringify({ data: [{ id: MODEL }] }));
  const { messages, logprobs } = JSON.parse(await text(request)) as Asked;
  const content = messages.at(-1)?.content ?? '';
  asked.push(content);
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
  for (const piece of answer(content).match(/[\s\S]{1,12}/g) ?? [])
    response.write(`data: ${JSON.stringify({ choices: [chunk(piece, logprobs === true)] })}\n\n`);
  response.end(`data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`);
}

const chunk = (content: string, logprobs: boolean): object => ({
  delta: { content },
  ...(logprobs ? { logprobs: { content: [{ token: content, logprob: -0.5, top_logprobs: [] }] } } : {}),
});

/** A good model of another make: it knows these tasks, and talks around its answer. */
export function knowsKatas(content: string): string {
  const task = katas.match(content.split('\n')[0] ?? '')?.task;
  return task ? `Sure!\n\n\`\`\`js\n${task.reference}\n\`\`\`\n\nThat is all.` : 'Yes.';
}
