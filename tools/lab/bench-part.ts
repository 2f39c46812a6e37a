// What a part of the bench is. Instances: bench-train.ts, bench-decode.ts, bench-wake.ts.

import type { Invocation } from './command.ts';

export type Measured = {
  json: object;
  /** Lines of a Markdown table. */
  table: readonly string[];
};

export type BenchPart = {
  title: string;
  measure(invocation: Invocation): Promise<Measured>;
};

/** A Markdown table. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)];
}
