// The first filter: names and habits that no honest solution needs. It saves time and makes reasons clear; it is not the
// defence (the sandbox is), so it leans to letting through. What it refuses either does not exist in the guest anyway or
// changes the guest's own built-ins. A name that the solution itself declares is that solution's business.
import { tokenize, type Token } from './tokens.ts';

const HOST_NAMES = new Set(
  (
    'fetch XMLHttpRequest WebSocket EventSource importScripts Worker SharedWorker ServiceWorker postMessage MessageChannel ' +
    'BroadcastChannel indexedDB localStorage sessionStorage caches navigator document WebAssembly Deno Bun require process ' +
    'setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame Atomics SharedArrayBuffer eval'
  ).split(' '),
);

/** One sentence on what is refused, or null when nothing is. */
export function banOf(solution: string): string | null {
  const tokens = tokenize(solution);
  const declared = declaredNames(tokens);
  for (let i = 0; i < tokens.length; i++) {
    const found = banAt(tokens, i, declared);
    if (found !== null) return `Refused unrun: it ${found}, which no task needs.`;
  }
  return null;
}

function banAt(tokens: readonly Token[], i: number, declared: ReadonlySet<string>): string | null {
  const token = tokens[i];
  if (token?.kind !== 'name' || declared.has(token.text)) return null;
  const [before, after] = [tokens[i - 1]?.text, tokens[i + 1]?.text];
  if (token.text === 'constructor') return escapesBy(tokens, i) ? 'reaches for a constructor of functions' : null;
  if (isProperty(before, after)) return null;
  if (token.text === 'import') return 'imports';
  if (token.text === 'Function') return after === '(' ? 'makes functions from text' : tampersAt(tokens, i);
  if (HOST_NAMES.has(token.text)) return before === 'typeof' ? null : `uses ${token.text}`;
  return tampersAt(tokens, i);
}

// `a.name`, `{ name: … }`; a ternary's `? name :` is not told apart, and let through.
const isProperty = (before = '', after = ''): boolean => before === '.' || before === '?.' || after === ':';

function escapesBy(tokens: readonly Token[], i: number): boolean {
  if (tokens[i - 1]?.text !== '.' && tokens[i - 1]?.text !== '?.') return false;
  const [next, then] = [tokens[i + 1], tokens[i + 2]];
  if (next?.text === '.' && then?.text === 'constructor') return true;
  return next?.text === '(' && (then?.kind === 'string' || then?.kind === 'template');
}

const DEFINERS = new Set(['defineProperty', 'defineProperties', 'assign', 'setPrototypeOf']);

/** What a path that begins at token i does to a built-in, if it changes something that exists: `JSON.stringify = …`. */
function tampersAt(tokens: readonly Token[], i: number): string | null {
  const path = pathAt(tokens, i);
  const next = tokens[i + 2 * path.length - 1]?.text;
  if (path.length > 1 && isAssignment(next) && changes(path.slice(0, -1), path.at(-1)))
    return `replaces ${path.join('.')}`;
  const opens = tokens[i - 1]?.text === '(' && DEFINERS.has(tokens[i - 2]?.text ?? '') && next === ',';
  const key = tokens[i + 2 * path.length];
  const name = key?.kind === 'string' ? key.text.slice(1, -1) : undefined;
  return opens && changes(path, name) ? `changes ${path.join('.')}` : null;
}

function pathAt(tokens: readonly Token[], i: number): string[] {
  const path = [tokens[i]?.text ?? ''];
  for (let at = i + 1; tokens[at]?.text === '.' && tokens[at + 1]?.kind === 'name'; at += 2) {
    path.push(tokens[at + 1]?.text ?? '');
  }
  return path;
}

const isAssignment = (text = ''): boolean =>
  text.endsWith('=') && !['==', '===', '!=', '!==', '<=', '>='].includes(text);

const BUILT_INS: Readonly<Record<string, object>> = {
  ...{ Object, Array, String, Number, Boolean, Function, Symbol, RegExp, Promise, Map, Set, WeakMap, WeakSet, BigInt },
  ...{ JSON, Math, Reflect, Proxy, Date, Error, TypeError, RangeError },
};

/** Whether setting `key` there would change a built-in. New helpers on a prototype are bad manners, no more; on Object's they are not. */
function changes(path: readonly string[], key: string | undefined): boolean {
  let target: unknown = BUILT_INS[path[0] ?? ''];
  for (const name of path.slice(1)) target = (target as Record<string, unknown> | undefined)?.[name];
  if (!Object.hasOwn(BUILT_INS, path[0] ?? '') || (typeof target !== 'object' && typeof target !== 'function'))
    return false;
  return target === Object.prototype || key === undefined || (target !== null && key in target);
}

const DECLARES = new Set(['function', 'class', 'const', 'let', 'var', '*']);
const TAKES_NO_PARAMETERS = new Set(['if', 'for', 'while', 'switch', 'with']);

/** Names that the solution declares: variables, functions, classes, parameters, whatever it assigns. Too many rather than too few. */
function declaredNames(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  const closers = closersOf(tokens);
  let added = 0;
  // What is never closed does not parse; what lies inside an added stretch is in already.
  const addAll = (from: number): void => {
    const to = closers.get(from) ?? 0;
    for (let i = Math.max(from, added); i < to; i++) if (tokens[i]?.kind === 'name') names.add(tokens[i]?.text ?? '');
    added = Math.max(added, to);
  };
  tokens.forEach(({ kind, text }, i) => {
    const [before, after] = [tokens[i - 1]?.text ?? '', tokens[i + 1]?.text];
    if (kind === 'name' && before !== '.' && (DECLARES.has(before) || after === '=' || after === '=>')) names.add(text);
    if (['const', 'let', 'var'].includes(text) && (after === '{' || after === '[')) addAll(i + 1);
    if (text !== '(' || TAKES_NO_PARAMETERS.has(before)) return;
    const follows = tokens[(closers.get(i) ?? tokens.length) + 1]?.text;
    if (follows === '=>' || follows === '{') addAll(i);
    // A method: `name(…) {`.
    if (follows === '{') names.add(before);
  });
  return names;
}

const OPEN = new Set(['(', '[', '{']);
const CLOSE = new Set([')', ']', '}']);

/** For each opening bracket's index the index of the bracket that closes it. Kinds of brackets are not told apart. */
function closersOf(tokens: readonly Token[]): Map<number, number> {
  const closers = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ kind, text }, i) => {
    if (kind !== 'punctuator') return;
    if (OPEN.has(text)) open.push(i);
    if (CLOSE.has(text)) closers.set(open.pop() ?? -1, i);
  });
  return closers;
}
