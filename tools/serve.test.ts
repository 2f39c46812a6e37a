import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type Served } from './serve.ts';

let folder: string;
let served: Served;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'dream-lab-serve-'));
  const dir = path.join(folder, 'dist');
  mkdirSync(path.join(dir, 'assets'), { recursive: true });
  const files = ['index.html', 'a.mjs', 'a.wasm', 'a.json', 'a.safetensors', 'assets/a-1.js', 'a b.txt'];
  for (const name of files) writeFileSync(path.join(dir, name), `the bytes of ${name}`);
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  symlinkSync(path.join(folder, 'secret.txt'), path.join(dir, 'link.txt'));
  served = await serve({ dir, port: 0 });
});

afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

const get = (name: string, init?: RequestInit) => fetch(new URL(name, served.url), init);

// fetch resolves `..` before it asks; a hostile client does not.
const rawStatus = (target: string) =>
  new Promise<number>((resolve, reject) => {
    const { port, hostname } = new URL(served.url);
    const asked = request({ port, hostname, path: target }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject).end();
  });

describe('serve', () => {
  it.each([
    ['', 'text/html; charset=utf-8'],
    ['a.mjs', 'text/javascript; charset=utf-8'],
    ['a.wasm', 'application/wasm'],
    ['a.json', 'application/json; charset=utf-8'],
    ['a.safetensors', 'application/octet-stream'],
    ['a%20b.txt?query', 'text/plain; charset=utf-8'],
  ])('answers /%s as %s', async (name, type) => {
    const response = await get(name);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toMatch(/^the bytes of /);
  });

  it('isolates the page and forbids it to talk to others', async () => {
    const { headers } = await get('');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("connect-src 'self';");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval' 'sha256-");
    expect(policy).not.toContain("'unsafe-eval'");
  });

  it('gives worker scripts the same policy: a page does not hand its own on to them', async () => {
    const policy = (await get('assets/a-1.js')).headers.get('content-security-policy');
    expect(policy).toBe((await get('')).headers.get('content-security-policy'));
  });

  it.each(['missing.json', 'assets/', 'link.txt', 'secret.txt'])('answers 404 for /%s', async (name) => {
    expect((await get(name)).status).toBe(404);
  });

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%00', '/%zz', '//etc/passwd'])(
    'does not leave its folder for %s',
    async (target) => expect(await rawStatus(target)).toBe(404),
  );

  it('answers 304 while a file is unchanged, and the new bytes after', async () => {
    const etag = (await get('a.json')).headers.get('etag') ?? '';
    const again = { headers: { 'If-None-Match': etag } };
    expect((await get('a.json', again)).status).toBe(304);
    writeFileSync(path.join(folder, 'dist', 'a.json'), 'changed, and longer than before');
    expect(await (await get('a.json', again)).text()).toMatch(/^changed/);
  });

  it('packs long texts for those who take that, and nothing else', async () => {
    const long = 'text '.repeat(1000);
    for (const name of ['long.json', 'long.wasm']) writeFileSync(path.join(folder, 'dist', name), long);
    const json = await get('long.json');
    expect([json.headers.get('content-encoding'), await json.text()]).toEqual(['gzip', long]);
    expect((await get('long.wasm')).headers.get('content-encoding')).toBeNull();
    const plain = await get('long.json', { headers: { 'Accept-Encoding': 'identity' } });
    expect([plain.headers.get('content-encoding'), plain.headers.get('content-length')]).toEqual([null, '5000']);
  });

  it('refuses to be written to, and sends no body for HEAD', async () => {
    expect((await get('', { method: 'POST' })).status).toBe(405);
    const head = await get('a.mjs', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '18', '']);
  });

  it('says what to do when the port is taken', async () => {
    const port = Number(new URL(served.url).port);
    await expect(serve({ dir: folder, port })).rejects.toThrow(/Port \d+ is taken.*--port/);
  });
});
