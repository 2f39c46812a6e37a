// Near misses made from phrases of skills, so that they share all but what matters: a telling word exchanged for one that no skill knows, a condition
// added that no skill has, two skills in one request. Each is a request that no skill answers.

import type { Rng } from '../../src/lib/rng.ts';

/** Telling words and what they are exchanged for. None may make one skill of another ("prime" for "even" would). */
const EXCHANGES: readonly (readonly [RegExp, readonly string[]])[] = (
  [
    ['even', 'triangular|happy|bouncy|square'],
    ['odd', 'triangular|happy|square-free'],
    ['vowels?', 'consonants|punctuation marks|capital letters|silent letters'],
    ['(?:largest|biggest|highest|maximum)', 'third largest|second smallest|most recent|fourth highest'],
    ['(?:smallest|lowest|minimum)', 'second smallest|third smallest|least common'],
    ['average|mean', 'variance|standard deviation|harmonic mean|weighted average'],
    ['median', 'upper quartile|variance|geometric mean'],
    ['(?:sum|total)', 'variance|alternating sum|standard deviation|bitwise xor'],
    ['product', 'bitwise and|cross product|harmonic mean'],
    ['first(?= (?:letter|char|symbol|word|digit|name|number|item))', 'third|second|middle|nth'],
    ['last(?= (?:letter|char|symbol|word|digit|name|number|item))', 'second|third|middle'],
    ['(?:uppercase|upper case|capitals)', 'camelCase|alternating case|snake_case|bold'],
    ['(?:lowercase|lower case)', 'kebab-case|camelCase|swapped case'],
    ['(?:reversed?|backwards)', 'shuffled|encrypted|rotated by half|in pig latin'],
    ['(?:sorted|sort)', 'shuffle|partition|randomly permute'],
    ['palindrome', 'pangram|isogram|haiku|tongue twister'],
    ['factorial', 'double factorial|catalan number|partition count'],
    ['fibonacci', 'lucas|tribonacci|padovan|pell'],
    ['binary', 'octal|roman|base 7|gray code|morse'],
    ['(?:hexadecimal|hex)', 'base 36|octal|roman numeral|base64'],
    ['month', 'quarter|season|week number|zodiac sign'],
    ['(?:weekend|saturday|sunday)', 'public holiday|monday|working day|full moon'],
    ['leap year', 'year of the rabbit|prime year|century year'],
    ['celsius', 'kelvin|rankine'],
    ['fahrenheit', 'kelvin|reaumur'],
    ['(?:e-?mail|email address(?:es)?)', 'phone number|url|postcode|iban|ip address'],
    ['prime', 'perfect square|happy|lucky|armstrong'],
    ['digits?', 'binary digits|prime digits|digit pairs'],
    ['longest', 'second longest|newest|third longest'],
    ['shortest', 'second shortest|rarest'],
    ['square roots?', 'cube root|logarithm|sine|reciprocal'],
    ['percent', 'permille|basis points|standard deviations'],
    ['spaces', 'brackets|commas and dots|quotes'],
    ['(?:duplicates|repeats)', 'near duplicates|neighbours|outliers'],
    ['round(?:ed)?', 'truncate to three decimals|round to a half|convert to a fraction'],
    ['nested', 'linked|sparse|circular'],
    ['alphabetically', 'by the last letter|by the number of vowels|by frequency'],
    ['rectangle', 'hexagon|trapezoid|circle'],
    ['years?', 'decade|century'],
    ['anagrams?', 'rhymes|synonyms|one edit apart'],
    ['absolute', 'complex|logarithmic|relative'],
    ['negative', 'irrational|infinite'],
    ['positive', 'irrational|infinite'],
  ] as const
).map(([word, others]) => [new RegExp(`\\b${word}\\b`, 'i'), others.split('|')]);

/** Conditions and extras that no skill has. */
const EXTRAS = `
, but only every third one|, except the first two|, but skip the first|, ignoring the last item|, but stop at the first zero|, and also tell how many there were
, as a percentage of the total|, rounded to one decimal place|, and sort the result by length|, and shuffle what is left|, then encrypt the result|, written in words
, case-insensitive and without accents|, but not on weekends|, only if it is a monday|, unless the list has fewer than three items|, grouped by first letter
, and print a warning when it is negative|, and throw an error otherwise|, and save it to a file|, and show it in a chart|, and send it by mail|, every ten seconds
, with a progress bar|, using a database|, in the form of a table|, with the current time in front|, and undo it afterwards|, for each row of a matrix
, then compare it with the average of the others|, and return both values as a pair|, together with its position|, and the remainder too|, plus the second smallest
, but count repeated ones only once and drop primes|, separated by tabs and quoted|, in roman numerals|, in base 7|, and translate it to french|, as a promise
, starting from the third|, from right to left in groups of four|, weighted by the second list|, modulo the length|, with the vowels doubled|, wrapped at forty characters
, and then square it and subtract two|, and then take the logarithm|, then multiply by pi|, otherwise reverse the digits|, or the closest prime instead
`
  .trim()
  .split(/[|\n]/);

const JOINS = [', then ', ' and then ', ' and after that ', '; finally ', '. Also ', ', and also ', ' or else '];

/** A near miss with one telling word exchanged; null when the phrase has none. */
export function exchanged(text: string, random: Rng): string | null {
  const fitting = EXCHANGES.filter(([word]) => word.test(text));
  if (!fitting.length) return null;
  const [word, others] = random.pick(fitting);
  return text.replace(word, random.pick(others));
}

/** A near miss with a condition more than any skill has. */
export function extended(text: string, random: Rng): string {
  return text.replace(/[.?!]?$/, random.pick(EXTRAS));
}

/** Two requests in one. */
export function joined(first: string, second: string, random: Rng): string {
  return first.replace(/[.?!]?$/, random.pick(JOINS)) + second.charAt(0).toLowerCase() + second.slice(1);
}
