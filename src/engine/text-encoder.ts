// The encoder of a text autoencoder that was brought, opened by transformers.js like every ready-made model.

import { PreTrainedModel } from '@huggingface/transformers';
import { type InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import type { Running } from './interior.ts';
import { loadReadyMade, type ReadyMade } from './ready-made.ts';
import { encoderWidth, type TextEncoder, textReader } from './text-states.ts';

/** @throws AppError as encoderWidth, and engine/compile */
export async function openTextEncoder(
  model: ReadyMade,
  { device, turns }: Pick<Running, 'device' | 'turns'>,
): Promise<TextEncoder> {
  encoderWidth(model.facts['config.json']);
  const loaded = await loadReadyMade(asEncoder(model), device, turns, (hash, options) =>
    PreTrainedModel.from_pretrained(hash, { ...options, model_file_name: 'encoder_model' }),
  );
  const { model: session } = (loaded as unknown as { sessions: { model: InferenceSession } }).sessions;
  const inTurns = { run: (feeds: InferenceSession.FeedsType) => turns.take(() => session.run(feeds)) };
  return {
    ...textReader(model.facts, inTurns, Tensor),
    release: () => turns.take(() => loaded.dispose()).then(() => undefined),
  };
}

/** The library has no class for an encoder alone; 'custom' is its word for a model of one session. */
function asEncoder(model: ReadyMade): ReadyMade {
  return {
    ...model,
    facts: { ...model.facts, 'config.json': { ...model.facts['config.json'], model_type: 'custom' } },
  };
}
