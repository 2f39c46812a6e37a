// JavaScript source as tokens, well enough for the ban list and for mutants: it knows strings, templates, comments and regular
// expressions from code. Not a parser: it accepts anything, and whether a slash divides is judged by the token before it.
// Source can be hostile: every pattern below takes time in proportion to what it reads, and what it fails to read is bounded.

export type Token = {
  /** `template` is one stretch of a template's text, without what is in `${…}`. */
  kind: 'name' | 'number' | 'string' | 'template' | 'regex' | 'punctuator';
  text: string;
  /** Offset of the first character. */
  start: number;
};

const SPACE = /(?:[\s\ufeff]|\/\/[^\n\r\u2028\u2029]*|\/\*(?:[^]*?\*\/|[^]*))+/y;
const NAME = /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /0[xX][\da-fA-F_]+n?|0[bB][01_]+n?|0[oO][0-7_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y;
const STRING = /"(?:[^"\\\n]|\\[^])*(?:"|\\?$|(?=\n))|'(?:[^'\\\n]|\\[^])*(?:'|\\?$|(?=\n))/y;
const REGEX = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,1000}\]){1,1000}\/\w*/y;
const TEMPLATE = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{|$)/y;
const PUNCTUATOR =
  />>>=|\.\.\.|\*\*=|<<=|>>=|>>>|===|!==|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|\*\*|[^]/y;

/** After these words a slash begins a regular expression; after other names and values it divides. */
const BEFORE_REGEX = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'delete',
  'void',
  'throw',
  'new',
  'else',
  'do',
  'yield',
  'await',
]);

/** All tokens in order; comments and spaces are left out. Never throws. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  // Open braces; `true` marks one that belongs to a template and is followed by more of its text.
  const braces: boolean[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? null;
  };
  const push = (kind: Token['kind'], text: string): void => {
    tokens.push({ kind, text, start: at });
    at += text.length;
  };
  const template = (): void => {
    const text = match(TEMPLATE) ?? '';
    push('template', text);
    if (text.endsWith('${')) braces.push(true);
  };
  while (at < source.length) {
    at += match(SPACE)?.length ?? 0;
    if (at >= source.length) break;
    const kind = kindAt(source, at, tokens.at(-1));
    const text = match(PATTERNS[kind]) ?? match(PUNCTUATOR) ?? '';
    if (kind !== 'punctuator') push(kind, text);
    else if (text === '`') {
      at++;
      template();
    } else if (text === '}' && braces.pop() === true) {
      at++;
      template();
    } else {
      if (text === '{') braces.push(false);
      push(kind, text);
    }
  }
  return tokens;
}

type Plain = Exclude<Token['kind'], 'template'>;
const PATTERNS: Readonly<Record<Plain, RegExp>> = {
  name: NAME,
  number: NUMBER,
  string: STRING,
  regex: REGEX,
  punctuator: PUNCTUATOR,
};

function kindAt(source: string, at: number, before: Token | undefined): Plain {
  const fits = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    return pattern.test(source);
  };
  if (fits(NAME)) return 'name';
  if (fits(STRING)) return 'string';
  if (fits(NUMBER)) return 'number';
  return source[at] === '/' && mayBeRegex(before) && fits(REGEX) ? 'regex' : 'punctuator';
}

function mayBeRegex(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'name') return BEFORE_REGEX.has(before.text);
  return before.kind === 'punctuator' && ![')', ']', '}', '++', '--'].includes(before.text);
}
