import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../command.ts';
import { headersFor } from '../../src/lib/headers.ts';
import { bundleGuest } from './guest.ts';

describe('the sandbox document', () => {
  const page = readFileSync(path.join(ROOT, 'src/sandbox/frame.html'), 'utf8');
  const policy = /content="(default-src[^"]*)"/.exec(page)?.[1] ?? '';
  const scripts = [...page.matchAll(/<script>([^]*?)<\/script>/g)];
  const hash = `'sha256-${createHash('sha256')
    .update(scripts[0]?.[1] ?? '')
    .digest('base64')}'`;

  it('names its only script by its hash, and so does the policy of the page that it inherits', () => {
    expect(scripts).toHaveLength(1);
    expect(policy).toContain(`script-src ${hash} 'wasm-unsafe-eval' blob:;`);
    expect(headersFor('/')['Content-Security-Policy']).toContain(`script-src 'self' 'wasm-unsafe-eval' ${hash};`);
  });

  it('forbids everything else', () => {
    for (const rule of ["default-src 'none'", 'worker-src blob:']) expect(policy).toContain(rule);
    expect(policy).not.toMatch(/'unsafe-(inline|eval)'|connect-src|https?:/);
  });
});

describe('the guest bundle', () => {
  it('is one classic script that imports and fetches nothing by itself', async () => {
    const code = await bundleGuest();
    expect(code).not.toMatch(/\bimport\s*\(|\bimport\.meta|^\s*(import|export)\b/m);
    expect(() => new Function(code)).not.toThrow(); // eslint-disable-line no-new-func
    expect(code.length).toBeLessThan(120_000);
  });
});
