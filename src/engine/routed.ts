// One engine for whoever asks: what runs here, and what runs elsewhere, by the name of the model. Engines elsewhere are opened when they are first needed.

import type { Elsewhere } from '../../models/catalog.ts';
import type { Engine } from './engine.ts';

export function routed(local: Engine, open: Readonly<Record<Elsewhere, () => Engine>>): Engine {
  const opened = new Map<string, Engine>();
  const of = (model: string): Engine => {
    if (!Object.hasOwn(open, model)) return local;
    const engine = opened.get(model) ?? open[model as Elsewhere]();
    opened.set(model, engine);
    return engine;
  };
  return {
    load: (model, signal) => of(model).load(model, signal),
    generate: (messages, options, onText, signal) => of(options.model).generate(messages, options, onText, signal),
    generateBatch: (conversations, options, signal) => of(options.model).generateBatch(conversations, options, signal),
    likely: (drafts, options, signal) => of(options.model).likely(drafts, options, signal),
    score: (drafts, options, signal) => of(options.model).score(drafts, options, signal),
    dispose: () => local.dispose(),
  };
}
