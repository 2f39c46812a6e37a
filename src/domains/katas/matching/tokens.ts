// Splits a request into tokens with comparable keys: stems of words, signs, and placeholders for constants (NUM, TXT, DATE).
// Knows English word endings, quotes and number formats; knows no skill. The same function reads prompts and phrasings (with `{slots}`).

import { must } from '../../../lib/assert.ts';
import type { SlotKind } from '../skill.ts';

export type Token = {
  /** Stem, sign or placeholder: what is compared. */
  key: string;
  /** As it was typed (a quoted text without its quotes). */
  raw: string;
  kind: 'word' | 'number' | 'text' | 'date' | 'sign' | 'slot';
  /** The constant that it may be; number words ("three") have one too. */
  value?: number | string;
  /** Name of the slot, in a phrasing. */
  slot?: string;
};

const NUMBER_WORDS: Readonly<Record<string, number>> = Object.fromEntries(
  'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, i) => [word, i + 2] as const)
    .concat([
      ['thirty', 30],
      ['forty', 40],
      ['fifty', 50],
      ['sixty', 60],
      ['seventy', 70],
      ['eighty', 80],
      ['ninety', 90],
      ['hundred', 100],
      ['thousand', 1000],
      ['dozen', 12],
    ]),
);

/** Forms that no ending rule finds; the stem of a pair's left word is its right word. */
const IRREGULAR: Readonly<Record<string, string>> = Object.fromEntries(
  `am be|are be|is be|was be|were be|been be|being be|has have|had have|having have|does do|did do|done do|got get|gotten get|taken take|took take|
  made make|gave give|given give|kept keep|found find|bought buy|sold sell|spent spend|halves half|indices index|indexes index|children child|men man|
  women woman|people person|began begin|begun begin|went go|gone go|goes go|came come|wrote write|written write|leaves leave|an a|it's it|its it|
  vertices vertex|lies lie|lying lie|tied tie|fewer less|lesser less|lives live|dies die|theirs their|mine my|yours your|won win|lost lose|held hold|
  knew know|met meet|paid pay|ran run|said say|sat sit|saw see|seen see|stood stand|thrown throw|threw throw|grew grow|grown grow|fell fall|fallen fall|
  broke break|broken break|chose choose|chosen choose|drew draw|drawn draw|dont don't|doesnt don't|doesn't don't|didn't don't|isnt isn't|aren't isn't|
  arent isn't|wasn't isn't|cannot can't|cant can't|addition add|subtraction subtract|multiplication multiply|division divide|numeral number|
  numerals number|digits digit|squared square|cubed cube|plus plus|minus minus|always always|perhaps perhaps|this this|us us|yes yes|less less|series series`
    .split('|')
    .map((pair) => {
      const [form, stem] = pair.trim().split(' ');
      return [must(form, 'form'), must(stem, 'stem')] as const;
    }),
);

const stems = new Map<string, string>();

/** Stem of a lower-case word: endings of plurals, participles and gerunds removed, a final e too. Internal: not always an English word. */
export function stem(word: string): string {
  let known = stems.get(word);
  if (known === undefined) stems.set(word, (known = IRREGULAR[word] ?? withoutVerbEnding(withoutPlural(word))));
  return known;
}

function withoutPlural(word: string): string {
  const bare = word.replace(/['’]s?$/, '');
  if (bare.length <= 3) return bare;
  if (/ies$/.test(bare) && bare.length > 4) return `${bare.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(bare)) return bare.slice(0, -2);
  return /[^sui]s$/.test(bare) ? bare.slice(0, -1) : bare;
}

function withoutVerbEnding(word: string): string {
  const irregular = IRREGULAR[word];
  if (irregular !== undefined || word.length <= 3) return irregular ?? word;
  const base = /^(.*[aeiouy].*)(?:ing|(?<=[^e])ed)$/.exec(word)?.[1];
  const whole = base && base.length >= 3 ? base.replace(/([bdgmnprt])\1$/, '$1').replace(/i$/, 'y') : word;
  return whole.length >= 4 && whole.endsWith('e') ? whole.slice(0, -1) : whole;
}

const PATTERN = new RegExp(
  [
    /"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|`([^`]*)`|(?<![A-Za-z0-9])'([^']+)'(?![A-Za-z0-9])|‘([^’]*)’/, // 1-7 quoted
    /(\d{4}-\d{2}-\d{2})/, // 8 date
    /(\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:(\.\d+)|(st|nd|rd|th)\b)?/, // 9 number, 10 its fraction, 11 ordinal ending
    /\{([a-z0-9]+)\}/, // 12 slot
    /([A-Za-z]+(?:['’][a-z]+)?)/, // 13 word
    /(\*\*|===?|!==?|<=|>=|&&|\|\||=>|->|→|[-+*/%<>=×÷√°²³^!?:,;#&@_|])/, // 14 sign
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

const SIGNS: Readonly<Record<string, string>> = {
  ...{ '–': '-', '×': '*', '÷': '/', '===': '==', '!==': '!=', '&&': 'and', '||': 'or', '=>': '->', '→': '->' },
  ...{ '^': '**', '²': 'square', '³': 'cube', '√': 'root', '°': 'degre' },
};

/** @param slots kinds of the slots, for a phrasing with `{slot}` marks. */
export function tokenise(text: string, slots: Readonly<Record<string, SlotKind>> = {}): Token[] {
  const out: Token[] = [];
  for (const found of text.matchAll(PATTERN)) {
    const quoted = found.slice(1, 8).find((group) => group !== undefined);
    if (quoted !== undefined) out.push(quotedToken(quoted));
    else if (found[8]) out.push({ key: 'DATE', raw: found[8], kind: 'date', value: found[8] });
    else if (found[9]) out.push(...numberTokens(found[0], found[9], found[10], found[11]));
    else if (found[12])
      out.push(...(slots[found[12]] ? [slotToken(found[12], must(slots[found[12]], 'slot'))] : tokenise(found[12])));
    else if (found[13]) out.push(...wordTokens(found[13]));
    else out.push({ key: SIGNS[found[0]] ?? found[0], raw: found[0], kind: 'sign' });
  }
  return unifyVariables(out);
}

function quotedToken(text: string): Token {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { key: 'DATE', raw: text, kind: 'date', value: text };
  return { key: 'TXT', raw: text, kind: 'text', value: text };
}

function numberTokens(raw: string, digits: string, fraction?: string, ordinal?: string): Token[] {
  // Constants are whole: 3.7 can only be an example.
  if (fraction) return [{ key: 'DECIMAL', raw, kind: 'word' }];
  const number: Token = { key: 'NUM', raw, kind: 'number', value: Number(digits.replaceAll(',', '')) };
  return ordinal ? [number, { key: 'th', raw: ordinal, kind: 'word' }] : [number];
}

function slotToken(slot: string, { kind }: SlotKind): Token {
  return { key: kind === 'int' ? 'NUM' : kind === 'date' ? 'DATE' : 'TXT', raw: `{${slot}}`, kind: 'slot', slot };
}

function wordTokens(text: string): Token[] {
  const parts = text.replace(/([a-z])([A-Z])/g, '$1 $2').split(' ');
  return parts.map((raw) => {
    const word = raw.toLowerCase().replace('’', "'");
    const value = NUMBER_WORDS[word];
    return value === undefined ? { key: stem(word), raw, kind: 'word' } : { key: word, raw, kind: 'word', value };
  });
}

/** In a formula x and n are the same thing. */
function unifyVariables(tokens: Token[]): Token[] {
  const formula = (token?: Token): boolean => token?.kind === 'sign' || token?.kind === 'number';
  return tokens.map((token, i) =>
    token.raw === 'x' && token.kind === 'word' && (formula(tokens[i - 1]) || tokens[i + 1]?.kind === 'sign')
      ? { ...token, key: 'n' }
      : token,
  );
}
