// One engine for whoever asks: what runs here, and what runs behind the user's endpoint, by the name of the model. The second is opened when it is first needed.

import { ENDPOINT, type Engine } from './engine.ts';

export function routed(local: Engine, openRemote: () => Engine): Engine {
  let remote: Engine | null = null;
  const of = (model: string): Engine => (model === ENDPOINT ? (remote ??= openRemote()) : local);
  return {
    load: (model, signal) => of(model).load(model, signal),
    generate: (messages, options, onText, signal) => of(options.model).generate(messages, options, onText, signal),
    generateBatch: (conversations, options, signal) => of(options.model).generateBatch(conversations, options, signal),
    score: (drafts, options, signal) => of(options.model).score(drafts, options, signal),
    dispose: () => local.dispose(),
  };
}
