import { describe, expect, it } from 'vitest';
import { importFault } from './zones.js';

const fault = (file: string, specifier: string, typeOnly = false) => importFault(file, specifier, typeOnly);

describe('the import order', () => {
  it.each([
    ['src/dream/index.ts', '../lib/rng.ts'],
    ['src/dream/index.ts', './seeds.ts'],
    ['src/dream/index.ts', '../../models/qwen/config.ts'],
    ['src/cycle.ts', './dream/index.ts'],
    ['workers/trainer.ts', '../src/train/index.ts'],
    ['src/app/pages/home/Home.svelte', '../../../../models/catalog.ts'],
    ['src/app/state/live.svelte.ts', 'comlink'],
    ['tools/lab/main.ts', '../../src/domains/domain.ts'],
    ['tools/lab/main.ts', 'node:fs'],
    ['src/dream/index.test.ts', '../train/index.ts'],
  ])('lets %s import %s', (file, specifier) => expect(fault(file, specifier)).toBeUndefined());

  it.each([
    ['src/lib/a.ts', '../db/db.ts'],
    ['src/lib/a.ts', '../../models/lora.ts'],
    ['models/lora.ts', '../src/engine/engine.ts'],
    ['models/lora.ts', 'onnxruntime-web/webgpu'],
    ['src/db/db.ts', '../engine/engine.ts'],
    ['src/dream/index.ts', '../train/index.ts'],
    ['src/dream/index.ts', '../cycle.ts'],
    ['src/dream/index.ts', '../../workers/rpc.ts'],
    ['src/dream/index.ts', 'node:fs'],
    ['src/app/App.svelte', '../engine/engine.ts'],
    ['src/app/App.svelte', '../../models/qwen/config.ts'],
    ['workers/engine.ts', '../src/app/workers.ts'],
    ['src/lib/a.ts', '../../tools/serve.ts'],
    ['src/lib/a.ts', '../../tests/unit/x.ts'],
    ['src/new-folder/a.ts', '../lib/assert.ts'],
    ['src/lib/a.ts', '../new-folder/a.ts'],
  ])('forbids %s to import %s', (file, specifier) => expect(fault(file, specifier)).toBeTypeOf('string'));

  it('lets pages know the types of a worker, and domains those of the sandbox, but not their code', () => {
    expect(fault('src/app/workers.ts', '../../workers/engine.ts', true)).toBeUndefined();
    expect(fault('src/app/workers.ts', '../../workers/engine.ts')).toMatch(/only `import type`/);
    expect(fault('src/domains/domain.ts', '../sandbox/sandbox.ts', true)).toBeUndefined();
    expect(fault('src/domains/domain.ts', '../sandbox/sandbox.ts')).toMatch(/only `import type`/);
  });
});
