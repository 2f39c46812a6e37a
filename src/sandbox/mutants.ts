// Small wrong versions of a reference solution: one operator, constant, comparison or word exchanged each; and, where a
// solution is too short for that, wrong versions made around it. Text in, text out; nothing is run here.
import type { Rng } from '../lib/rng.ts';
import { tokenize, type Token } from './tokens.ts';

const SWAPS: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['+'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '<': ['<=', '>'],
  '<=': ['<', '>'],
  '>': ['>=', '<'],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!='],
  '!=': ['=='],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '!': [''],
  '+=': ['-='],
  '-=': ['+='],
  '*=': ['+='],
  '++': ['--'],
  '--': ['++'],
  true: ['false'],
  false: ['true'],
  max: ['min'],
  min: ['max'],
  floor: ['ceil'],
  ceil: ['floor'],
  round: ['floor'],
  some: ['every'],
  every: ['some'],
  toUpperCase: ['toLowerCase'],
  toLowerCase: ['toUpperCase'],
  startsWith: ['endsWith'],
  endsWith: ['startsWith'],
  indexOf: ['lastIndexOf'],
  push: ['unshift'],
  shift: ['pop'],
  pop: ['shift'],
};

export type Mutants = {
  /** Changes to the text, at most as many as were asked for, drawn at random, all different. */
  edited: string[];
  /** Wrong solutions around the right one, the more telling ones first. */
  wrapped: string[];
};

export function mutantsOf(solution: string, entry: string, most: number, random: Rng): Mutants {
  const edits = tokenize(solution).flatMap((token) => replacementsOf(token).map((text) => edit(solution, token, text)));
  return { edited: random.shuffle([...new Set(edits)]).slice(0, most), wrapped: wrap(solution, entry) };
}

function replacementsOf({ kind, text }: Token): readonly string[] {
  if (kind === 'punctuator' || kind === 'name') return Object.hasOwn(SWAPS, text) ? (SWAPS[text] ?? []) : [];
  if (kind === 'number' && /^\d+$/.test(text)) return [String(Number(text) + 1), `(${text} - 1)`];
  if (kind === 'string') return [text.length === 2 ? `${text[0]}x${text[0]}` : `${text[0]}${text[0]}`];
  return [];
}

const edit = (solution: string, { start, text }: Token, by: string): string =>
  solution.slice(0, start) + by + solution.slice(start + text.length);

// The solution as it is, inside; what goes in or comes out is changed.
function wrap(solution: string, entry: string): string[] {
  const around = (body: string): string =>
    `var ${entry} = (() => {\nconst right = (() => {\n${solution}\nreturn ${entry};\n})();\n` +
    `const off = (x) => typeof x === 'number' ? x + 1 : typeof x === 'string' ? x + 'x' : typeof x === 'boolean' ? !x : ` +
    `Array.isArray(x) ? x.slice(1) : x === null ? 0 : {};\n` +
    `return (...args) => ${body};\n})();`;
  return [
    around('off(right(...args))'),
    around('args[0]'),
    around('right(off(args[0]), ...args.slice(1))'),
    around('right(...args.slice(0, -1), off(args.at(-1)))'),
    around('[right(...args)]'),
    around('({ answer: right(...args) })'),
    around('null'),
  ];
}
