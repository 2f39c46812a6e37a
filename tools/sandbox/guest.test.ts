import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../command.ts';
import { headersFor } from '../headers.ts';
import { bundleGuest } from './guest.ts';

describe('the sandbox document', () => {
  const page = readFileSync(path.join(ROOT, 'public/sandbox.html'), 'utf8');
  const policy = /content="(default-src[^"]*)"/.exec(page)?.[1] ?? '';

  it('names its only script by its hash', () => {
    const scripts = [...page.matchAll(/<script>([^]*?)<\/script>/g)];
    const hash = createHash('sha256')
      .update(scripts[0]?.[1] ?? '')
      .digest('base64');
    expect(scripts).toHaveLength(1);
    expect(policy).toContain(`script-src 'sha256-${hash}' 'wasm-unsafe-eval' blob:;`);
  });

  it('forbids by itself whatever its header forbids', () => {
    const header = headersFor('/sandbox.html')['Content-Security-Policy'] ?? '';
    expect(header).toContain('sandbox allow-scripts;');
    for (const rule of ["default-src 'none'", 'worker-src blob:']) {
      expect(policy).toContain(rule);
      expect(header).toContain(rule);
    }
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
