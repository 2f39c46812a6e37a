// Which examples a training takes when there are more than it can use: what matters enough first, by salience alone (top) or so that every skill has its turn
// (diverse). Few examples are all taken, whatever they matter: to leave some out teaches nothing.

export type Collecting = {
  /** What matters less comes only after all that matters so much. */
  least: number;
  /** So many at most. */
  limit: number;
  by: 'top' | 'diverse';
};

type Example = { salience: number; skill: string };

/** Those that are taken, in the order in which they came; among equals the earlier. */
export function collect<E extends Example>(examples: readonly E[], { least, limit, by }: Collecting): readonly E[] {
  if (examples.length <= limit) return examples;
  const salient = examples.filter(({ salience }) => salience >= least);
  const others = examples.filter(({ salience }) => salience < least);
  const order = by === 'top' ? bySalience : inTurns;
  const taken = new Set([...order(salient), ...order(others)].slice(0, limit));
  return examples.filter((example) => taken.has(example));
}

/** Sorting is stable. */
function bySalience<E extends Example>(examples: readonly E[]): E[] {
  return [...examples].sort((a, b) => b.salience - a.salience);
}

/** The best of every skill, then the second best of every skill, … */
function inTurns<E extends Example>(examples: readonly E[]): E[] {
  const turns = new Map<string, number>();
  const placed = bySalience(examples).map((example) => {
    const turn = turns.get(example.skill) ?? 0;
    turns.set(example.skill, turn + 1);
    return { example, turn };
  });
  return placed.sort((a, b) => a.turn - b.turn).map(({ example }) => example);
}
