// The names of all experiments, for whoever must not load what they compute on.

export const EXPERIMENTS = [
  ...(['consolidation', 'distill', 'held', 'library', 'merge', 'month', 'packing', 'poison'] as const),
  ...(['preferences', 'steps', 'targets', 'top-layers', 'week', 'weights'] as const),
] as const;
export type ExperimentName = (typeof EXPERIMENTS)[number];
