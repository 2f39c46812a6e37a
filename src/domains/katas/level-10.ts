// Level 10: recursion and composition: number theory, digits, series, operations applied several times, nested lists, sequences.
// Series and repeated operations are composed from fragments. Arguments stay small enough for exact results and shallow recursion.

import type { Json } from '../../lib/json.ts';
import type { Rng } from '../../lib/rng.ts';
import { num, str } from './draws.ts';
import { ints, word, wordList } from './list-draws.ts';
import type { Constants, Skill, SlotKind } from './skill.ts';
import { q } from './skill.ts';

const NN = '[n|n|n|the number|a number|the number n|a given number|x]';
const NV = '[n|n|the number|a number|the number n]';
const IT = '[items|items|the list|a list|the array|an array|my list|the given list]';
const LISTS =
  '[a nested list|a nested list|the nested list|nested lists|a list of lists|an array with arrays inside|a deeply nested array]';
const level10s = (skill: Omit<Skill, 'level' | 'slots'> & { slots?: Skill['slots'] }): Skill => ({
  ...skill,
  level: 10,
  slots: skill.slots ?? {},
});

const digits = (n: number): number[] => Array.from(String(n), Number);
const anyDigits = (random: Rng): number =>
  random.pick([random.int(0, 9), random.int(10, 99), random.int(100, 999), random.int(1000, 99999)]);
const total = (list: readonly number[]): number => list.reduce((t, x) => t + x, 0);
const upTo = (n: number): number[] => Array.from({ length: Math.max(0, n) }, (_, i) => i + 1);
const smallDivisors = (n: number): number[] => upTo(n).filter((x) => Number.isInteger(n / x));
const prime = (n: number): boolean => smallDivisors(n).length === 2;

const classics: readonly Skill[] = [
  level10s({
    id: 'factorial',
    title: 'the factorial',
    params: 'n',
    code: () => 'n < 2 ? 1 : n * solve(n - 1)',
    run: (_, n: number) => upTo(n).reduce((t, x) => t * x, 1),
    args: (random) => [random.int(0, 15)],
    forms: {
      do: [
        `[<compute>|<calculate>|<return>|<find>|<work out>] the factorial of ${NN}`,
        `<multiply> all [whole numbers|numbers|integers] from 1 [to|up to] ${NN} [together|]`,
        `<multiply> n by [every|each] [smaller|lower] positive [whole number|integer]`,
      ],
      noun: [
        `the factorial of ${NN}`,
        `the product of [the numbers|all numbers|all integers|the whole numbers] from 1 [to|up to] n`,
        `n factorial`,
      ],
      raw: [
        'what is n!?',
        'n! [for a number n|for a given n|of n]',
        'factorial [of n|n|recursively|]',
        `what is the factorial of ${NN}?`,
        '1 * 2 * 3 * ... * n',
        'in how many [ways|orders] can [n people stand in line|n books stand on a shelf|n different things be arranged]?',
        'what do i get when i multiply 1, 2, 3 and so on up to n?',
        'recursive factorial [of n|function|]',
        'the number of ways to arrange n [different things|different cards|books]',
      ],
    },
  }),
  level10s({
    id: 'fibonacci',
    title: 'a Fibonacci number',
    params: 'n',
    code: () => 'n < 2 ? n : solve(n - 1) + solve(n - 2)',
    run: (_, n: number) => {
      let [a, b] = [0, 1];
      for (let i = 0; i < n; i++) [a, b] = [b, a + b];
      return a;
    },
    args: (random) => [random.int(0, 20)],
    forms: {
      do: [
        '[<compute>|<calculate>|<return>|<find>|<get>] the [nth|n-th] [fibonacci number|number of the fibonacci sequence|term of the fibonacci sequence]',
        '[<compute>|<calculate>|<return>|<find>] the fibonacci number [of n|at position n|with index n|for n]',
      ],
      noun: [
        'the [nth|n-th] [fibonacci number|number of the fibonacci sequence|number in the fibonacci series]',
        'the fibonacci number [of n|at position n|with index n]',
        'fibonacci number n',
      ],
      raw: [
        '[fibonacci|fib] [of n|n|recursively|number n]',
        'fib(n)',
        'what is the [nth|n-th] [fibonacci number|number of the fibonacci sequence]?',
        'each number is the sum of the two before [it|], starting with 0 and 1: [what is number n|give me number n|return the nth one], [counting|counted] from zero',
        'the rabbit problem: the fibonacci number of month n',
        'recursive fibonacci [function|of n|]',
        'f(0) = 0, f(1) = 1, f(n) = f(n - 1) + f(n - 2)',
        'which number stands at [index|position] n in the fibonacci sequence 0, 1, 1, 2, 3, 5?',
      ],
    },
  }),
  level10s({
    id: 'fibonacci-list',
    title: 'the first Fibonacci numbers',
    params: 'n',
    body: true,
    code: () => 'const out = [0, 1]; while (out.length < n) out.push(out.at(-1) + out.at(-2)); return out.slice(0, n);',
    run: (_, n: number) => {
      const out: number[] = [];
      for (let i = 0; i < n; i++) out.push(i < 2 ? i : Number(out[i - 1]) + Number(out[i - 2]));
      return out;
    },
    args: (random) => [random.int(0, 15)],
    forms: {
      do: [
        '[<list>|<return>|<compute>|<calculate>|<generate>|<print>] the first n [fibonacci numbers|numbers of the fibonacci sequence|terms of the fibonacci sequence|members of the fibonacci series]',
        '[<make>|<build>|<create>|<return>] [a list|an array] [of|with] the first n [fibonacci numbers|terms of the fibonacci sequence]',
        '<write> the fibonacci sequence [as a list of|with] n [numbers|terms]',
      ],
      noun: [
        'the list of the first n fibonacci numbers',
        'the fibonacci sequence [with n numbers|of length n|as a list of n numbers]',
      ],
      raw: [
        '[the|] first n [fibonacci numbers|numbers of the fibonacci sequence]',
        'fibonacci [list|sequence|series] [of length n|with n numbers|with n terms]',
        'what are the first n [fibonacci numbers|numbers of the fibonacci sequence]?',
        'start with 0 and 1 and keep adding the last two, until there are n numbers[, return them all|]',
        'n fibonacci numbers in [a list|an array]',
      ],
    },
  }),
  level10s({
    id: 'power-recursive',
    title: 'a power without the power operator',
    params: 'a, b',
    code: () => 'b === 0 ? 1 : a * solve(a, b - 1)',
    run: (_, a: number, b: number) => upTo(b).reduce((t) => t * a, 1),
    args: (random) => [random.pick([random.int(1, 9), random.int(2, 20), -random.int(1, 5)]), random.int(0, 7)],
    forms: {
      do: [
        '[<compute>|<calculate>|<return>] a to the power [of|] b [recursively|with recursion|by recursion|by repeated multiplication|without the power operator|without Math.pow]',
        '<raise> a to the power [of|] b [recursively|with recursion|by repeated multiplication|using only multiplication]',
        '<multiply> a by itself, b factors in all[, using recursion|, recursively|]',
        '<multiply> b copies of a [together|with each other]',
      ],
      noun: [
        'the [recursive|recursively computed] power a to the b',
        'the product of b [copies of a|factors a]',
        'a to the power b, [computed|calculated] [recursively|by repeated multiplication]',
      ],
      raw: [
        'recursive power [function|] [of|for] [a and b|a to the b]',
        'a to the b, recursively',
        'a * a * ... * a with b factors',
        'power of a and b [with|using] recursion',
      ],
    },
  }),
  level10s({
    id: 'gcd',
    title: 'the greatest common divisor',
    params: 'a, b',
    code: () => 'b === 0 ? a : solve(b, a % b)',
    run: (_, a: number, b: number) =>
      smallDivisors(a)
        .filter((x) => Number.isInteger(b / x))
        .at(-1) ?? 1,
    args: (random) => {
      const common = random.pick([1, random.int(2, 9), random.int(10, 30)]);
      return random.pick([
        [common * random.int(1, 15), common * random.int(1, 15)],
        [common * random.int(1, 15), common],
      ]);
    },
    forms: {
      do: [
        '[<compute>|<calculate>|<return>|<find>|<work out>] the [greatest|largest|biggest|highest] common [divisor|factor] of [a and b|two numbers|a and b|the numbers a and b]',
        '<find> the [largest|biggest|greatest] [number|integer] that divides [both a and b|a and b|two numbers] [without remainder|evenly|]',
      ],
      noun: [
        'the [greatest|largest|biggest|highest] common [divisor|factor] of [a and b|two numbers|the two numbers a and b]',
        'the gcd of [a and b|two numbers]',
        'the largest [number|integer] that divides both a and b',
      ],
      raw: [
        'gcd [of|] [a and b|two numbers]',
        'gcd(a, b)',
        'what is the [greatest|largest|biggest|highest] common [divisor|factor] of a and b?',
        '[euclid|the euclidean algorithm] for a and b',
        'by which largest number can [i|you|we] divide both a and b?',
        'common divisor of a and b, the [largest|biggest|greatest] one',
        'a [floor|room] is a long and b wide, how big are the largest square tiles that fit exactly?',
      ],
    },
  }),
  level10s({
    id: 'lcm',
    title: 'the least common multiple',
    params: 'a, b',
    body: true,
    code: () => 'let x = a; while (x % b !== 0) x += a; return x;',
    run: (_, a: number, b: number) =>
      upTo(b)
        .map((x) => x * a)
        .find((x) => Number.isInteger(x / b)) ?? a * b,
    args: (random) => {
      const common = random.pick([1, 1, random.int(2, 9)]);
      return [common * random.int(1, 12), common * random.int(1, 12)];
    },
    forms: {
      do: [
        '[<compute>|<calculate>|<return>|<find>|<work out>] the [least|smallest|lowest] common multiple of [a and b|two numbers|a and b|the numbers a and b]',
        '<find> the smallest [positive|] [number|integer] that [is divisible by both a and b|both a and b divide|is a multiple of a and of b]',
      ],
      noun: [
        'the [least|smallest|lowest] common multiple of [a and b|two numbers|the two numbers a and b]',
        'the lcm of [a and b|two numbers]',
        'the smallest number that is divisible by both a and b',
      ],
      raw: [
        'lcm [of|] [a and b|two numbers]',
        'lcm(a, b)',
        'what is the [least|smallest|lowest] common multiple of a and b?',
        'which is the smallest number that [both a and b divide|is divisible by a and b]?',
        'one bus comes every a minutes, another every b minutes: after how many minutes do they come together [again|]?',
        'common multiple of a and b, the [least|smallest] one',
      ],
    },
  }),
  level10s({
    id: 'hanoi-moves',
    title: 'the moves of the Tower of Hanoi',
    params: 'n',
    code: () => 'n === 0 ? 0 : 2 * solve(n - 1) + 1',
    run: (_, n: number) => 2 ** n - 1,
    args: (random) => [random.int(0, 20)],
    forms: {
      do: [
        '<count> the moves [for|of|needed for] the [tower|towers] of hanoi with n [discs|disks]',
        '[<compute>|<calculate>|<return>|<find>] how many moves the tower of hanoi needs with n [discs|disks]',
      ],
      noun: [
        'the [number|smallest number|minimum number] of moves for the [tower|towers] of hanoi with n [discs|disks]',
        'the hanoi move count for n [discs|disks]',
      ],
      raw: [
        '[tower of hanoi|hanoi|towers of hanoi]: [how many moves for n discs?|moves for n disks|number of moves for n discs]',
        'how many moves does [hanoi|the tower of hanoi] [need|take] [with|for] n [discs|disks]?',
        'how often must i move a [disc|disk] to solve the tower of hanoi with n of them?',
        'hanoi moves [of n|n|for n]',
      ],
    },
  }),
  level10s({
    id: 'collatz-steps',
    title: 'the number of Collatz steps',
    params: 'n',
    code: () => 'n === 1 ? 0 : 1 + solve(n % 2 === 0 ? n / 2 : 3 * n + 1)',
    run: (_, n: number) => {
      let steps = 0;
      for (let x = n; x > 1; steps++) x = x % 2 ? 3 * x + 1 : x / 2;
      return steps;
    },
    args: (random) => [random.int(1, 60)],
    forms: {
      do: [
        `<count> the collatz steps [of|from|for] ${NN} [until 1|down to 1|]`,
        '<count> how many steps n needs to [reach 1|become 1|get to 1] when even numbers are halved and odd ones become 3n + 1',
        '<find out> how long the collatz sequence of n [takes|needs] to reach 1',
      ],
      noun: [
        `the number of collatz steps [of|from|for] ${NN}`,
        'the number of steps of the collatz [sequence|process] from n to 1',
        'the collatz step count of n',
      ],
      raw: [
        'collatz steps [of|for] n',
        'how many collatz steps does n [need|take] [to reach 1|]?',
        'halve n if it is even, otherwise take 3n + 1: how many steps until 1?',
        '3n + 1 problem: [number of steps|how many steps] from n to 1',
        'how long does the collatz sequence take from n [to|down to] 1?',
      ],
    },
  }),
  level10s({
    id: 'collatz-list',
    title: 'the Collatz sequence',
    params: 'n',
    code: () => 'n === 1 ? [1] : [n, ...solve(n % 2 === 0 ? n / 2 : 3 * n + 1)]',
    run: (_, n: number) => {
      const out = [n];
      for (let x = n; x > 1; out.push(x)) x = x % 2 ? 3 * x + 1 : x / 2;
      return out;
    },
    args: (random) => [random.pick([1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 20, 22, 24, 26, 32, 40])],
    forms: {
      do: [
        '[<list>|<return>|<compute>|<write>|<generate>] the collatz [sequence|numbers|series|chain] [of n|from n|starting at n|from n to 1|from n down to 1]',
        '<list> all numbers on the collatz path from n to 1',
        '<halve> n if it is even, else <take> 3n + 1, until 1, and <return> [all numbers|the whole list|every number on the way]',
      ],
      noun: ['the collatz sequence [of|from] n[, as a list|]', 'the list of collatz numbers from n [to|down to] 1'],
      raw: [
        'collatz [sequence|chain|list] [of|for|from] n',
        'which numbers does the collatz sequence [pass|go through|visit] from n to 1?',
        '3n + 1 problem: list [all|the] numbers from n to 1',
        'halve n if even, otherwise 3n + 1, list all [values|numbers] until 1',
      ],
    },
  }),
  level10s({
    id: 'combinations-count',
    title: 'ways to choose',
    params: 'a, b',
    code: () => 'b === 0 ? 1 : solve(a - 1, b - 1) * a / b',
    run: (_, a: number, b: number) => {
      let row = [1];
      for (let i = 0; i < a; i++) row = [...row, 0].map((x, j) => x + (row[j - 1] ?? 0));
      return row[b] ?? 0;
    },
    args: (random) => {
      const a = random.int(1, 20);
      return [a, random.int(0, Math.min(a, 9))];
    },
    forms: {
      do: [
        '[<compute>|<calculate>|<count>|<find>] how many ways there are to choose b [out of|from] a [things|people|items]',
        '<count> the ways to [choose|pick|select] b [things|people|cards|items] [out of|from] a',
        '<compute> the binomial coefficient [a over b|a choose b|of a and b]',
        '<count> the [subsets|groups] of size b [in|of] a set of a [elements|things]',
      ],
      noun: [
        'the number of ways to [choose|pick|select] b [things|people|items] [out of|from] a',
        'the binomial coefficient [a over b|a choose b|of a and b]',
        'the number of combinations of a things taken b at a time',
      ],
      raw: [
        'a choose b',
        'in how many ways can i [choose|pick] b [things|people|cards|numbers] [out of|from] a?',
        'how many [groups|teams] of b can [be made|i make] [from|of] a people?',
        'binomial coefficient of a and b',
        'lottery: b numbers are drawn out of a, how many [combinations|possible tickets] are there?',
      ],
    },
  }),
  level10s({
    id: 'permutations-count',
    title: 'the number of orders of a list',
    params: 'words',
    code: () => 'words.reduce((t, x, i) => t * (i + 1), 1)',
    run: (_, list: string[]) => upTo(list.length).reduce((t, x) => t * x, 1),
    args: (random) => [[...new Set(wordList(random, 0, 9))]],
    forms: {
      do: [
        '<count> the permutations of [words|the words|the list of words|a list of different words]',
        '<count> in how many orders [the words|words|the different words] can [be written|stand|be arranged]',
        '<find out> how many ways there are to [order|arrange|line up] [words|the words|the list of words]',
        '<count> how many permutations [the list of words has|the words have]',
      ],
      noun: [
        'the number of [permutations|orders|arrangements|possible orders] of [words|the words|a list of words]',
        'the number of ways to [arrange|order|line up] [the words|words]',
      ],
      raw: [
        'how many [permutations|different orders|possible orders] do the words have?',
        'in how many [ways|orders] can [i|you] [arrange|order] [the words|words]?',
        '[permutation count|number of permutations] of [words|the words|a list of words]',
        'the guests are in words, in how many orders can they sit in a row?',
      ],
    },
  }),
  level10s({
    id: 'halvings-to-one',
    title: 'how often a number can be halved',
    params: 'n',
    code: () => 'n < 2 ? 0 : 1 + solve(Math.floor(n / 2))',
    run: (_, n: number) => n.toString(2).length - 1,
    args: (random) => [
      random.pick([random.int(1, 9), random.int(10, 100), 2 ** random.int(1, 12), random.int(100, 9999)]),
    ],
    forms: {
      do: [
        `<count> how [often|many times] ${NN} can be halved, rounding down, [until it is 1|until 1 is left|before it is 1]`,
        '<halve> n, rounding down, until it is 1 and <count> the [steps|halvings]',
        '<count> the [integer halvings|halvings, rounded down,] needed to get from n to 1',
      ],
      noun: [
        `the number of [times|steps] ${NN} can be halved, rounding down, until it is 1`,
        'the [whole part|integer part] of the [base 2|binary] logarithm of n',
      ],
      raw: [
        'how [often|many times] can [i|you] halve n, rounding down, until it is 1?',
        'halve and round down: how many steps from n to 1?',
        'how many rounds does a knockout [tournament|cup] with n [players|teams] have, if n is halved and rounded down until 1 is left?',
        'floor of log2 of n',
      ],
    },
  }),
  level10s({
    id: 'doublings-to-reach',
    title: 'how often to double until a limit',
    params: 'n',
    slots: { a: { kind: 'int', low: 10, high: 9999 } },
    code: (c) => `n >= ${c.a} ? 0 : 1 + solve(n * 2)`,
    run: (c, n: number) => {
      let times = 0;
      while (n * 2 ** times < num(c.a)) times++;
      return times;
    },
    args: (random, c) => [
      random.pick([
        random.int(1, 9),
        random.int(1, num(c.a)),
        num(c.a),
        Math.ceil(num(c.a) / 2),
        num(c.a) + random.int(1, 9),
        Math.max(1, Math.floor(num(c.a) / random.pick([4, 8]))),
      ]),
    ],
    forms: {
      do: [
        `<count> how [often|many times] ${NN} must be doubled [to reach|until it reaches|until it is at least] {a}`,
        '<double> n until it [reaches|is at least] {a} and <count> the [steps|doublings]',
        `<find out> how many doublings ${NN} needs to [reach|get to] {a} [or more|]`,
      ],
      noun: [
        `the number of times ${NN} must be doubled [to reach|until it is at least] {a}`,
        'the number of doublings from n to {a} or more',
      ],
      raw: [
        'how [often|many times] do i have to double n [to reach|to get to|until it is at least] {a}?',
        'n doubles every [day|year|hour], after how many of them is it {a} or more?',
        'how many doublings [are there|does it take] from n to at least {a}?',
        'my savings of n double every year, how many years until they reach {a}?',
      ],
    },
  }),
];

const digitSkills: readonly Skill[] = [
  level10s({
    id: 'digit-sum',
    title: 'the digit sum',
    params: 'n',
    code: () => 'n < 10 ? n : n % 10 + solve(Math.floor(n / 10))',
    run: (_, n: number) => total(digits(n)),
    args: (random) => [anyDigits(random)],
    forms: {
      do: [
        `[<add up>|<sum>|<add>|<total>] [the|all|all the] digits of ${NN}`,
        `[<compute>|<calculate>|<find>|<return>] the [digit sum|sum of digits|sum of the digits|cross sum] of ${NN}`,
        `<add> [the|all] digits of ${NN} [together|up]`,
      ],
      noun: [`the [sum of the digits|digit sum|sum of all digits|cross sum|total of the digits] of ${NN}`],
      raw: [
        `[digit sum|sum of digits|sum of the digits] of ${NN}`,
        `what do the digits of ${NN} add up to?`,
        `what is the [digit sum|sum of the digits] of ${NN}?`,
        'add the digits, [like|for example] 123 gives 6',
        'how much are the digits of n [together|in total|added together]?',
        '123 gives 6, 40 gives 4: sum of the digits',
      ],
    },
  }),
  level10s({
    id: 'digital-root',
    title: 'the digital root',
    params: 'n',
    code: () => 'n < 10 ? n : solve([...String(n)].reduce((t, x) => t + Number(x), 0))',
    run: (_, n: number) => (n === 0 ? 0 : ((n - 1) % 9) + 1),
    args: (random) => [anyDigits(random)],
    forms: {
      do: [
        `[<compute>|<calculate>|<find>|<return>] the [digital root|repeated digit sum] of ${NN}`,
        `<add up> the digits of ${NN} [again and again|repeatedly|over and over] until [only one digit is left|one digit remains|the result has one digit]`,
        `<repeat> the digit sum of ${NN} until [it has one digit|a single digit is left]`,
      ],
      noun: [
        `the digital root of ${NN}`,
        `the repeated digit sum of ${NN}`,
        `the single digit [left|that is left] after repeatedly adding the digits of n`,
      ],
      raw: [
        `digital root of ${NN}`,
        `what is the digital root of ${NN}?`,
        'sum the digits, then the digits of the sum, and so on until one digit is left',
        'which single digit is left if i keep adding up the digits of n?',
        '9875 gives 29, 29 gives 11, 11 gives 2: [keep adding digits until there is one|digit sum until one digit is left]',
      ],
    },
  }),
  level10s({
    id: 'digit-product',
    title: 'the product of the digits',
    params: 'n',
    code: () => '[...String(n)].reduce((t, x) => t * Number(x), 1)',
    run: (_, n: number) => (n < 10 ? n : digits(n).reduce((t, x) => t * x)),
    args: (random) => [anyDigits(random)],
    forms: {
      do: [
        `<multiply> [the|all|all the] digits of ${NN} [together|with each other|]`,
        `[<compute>|<calculate>|<find>|<return>] the [product of the digits|digit product|product of all digits] of ${NN}`,
      ],
      noun: [
        `the [product of the digits|digit product|product of all digits] of ${NN}`,
        `the result of multiplying all digits of ${NN}`,
      ],
      raw: [
        `[digit product|product of digits|product of the digits] of ${NN}`,
        `what [is the product of|do i get if i multiply] the digits of ${NN}?`,
        'multiply the digits, [like|for example] 234 gives 24',
        'all digits of n times each other',
        'digits of n multiplied [together|]',
      ],
    },
  }),
  level10s({
    id: 'count-digits',
    title: 'the number of digits',
    params: 'n',
    code: () => 'String(n).length',
    run: (_, n: number) => digits(n).length,
    args: (random) => [random.int(0, 10 ** random.int(1, 8) - 1)],
    forms: {
      do: [
        `<count> [the|all|all the] digits of ${NN}`,
        `<count> how many digits ${NN} has`,
        `<find out> how many digits there are in ${NN}`,
        `<return> the [number|count] of digits [of|in] ${NN}`,
      ],
      noun: [`the [number|count] of digits [of|in] ${NN}`],
      raw: [
        `how many digits does ${NN} have?`,
        `how many digits are [there|] in ${NN}?`,
        `[number of digits|digit count|count of digits] of ${NN}`,
        `how many digits long is ${NN}?`,
        'how long is the number n when written [down|in digits]?',
      ],
    },
  }),
  level10s({
    id: 'reverse-digits',
    title: 'the digits reversed',
    params: 'n',
    code: () => `Number([...String(n)].reverse().join(''))`,
    run: (_, n: number) => {
      let out = 0;
      for (let rest = n; rest > 0; rest = Math.floor(rest / 10)) out = out * 10 + (rest % 10);
      return out;
    },
    args: (random) => [random.pick([anyDigits(random), anyDigits(random) * 10])],
    forms: {
      do: [
        `<reverse> the digits of ${NN}`,
        `<turn> the digits of ${NN} [around|the other way round]`,
        `<return> the number [with the digits of n in reverse order|that has the digits of n backwards]`,
        `<write> the digits of ${NN} [backwards|in reverse order|from right to left] [as a number|and <return> that number]`,
        `<flip> the digits of ${NN}`,
      ],
      noun: [`the number with the digits of n [reversed|in reverse order|backwards]`],
      raw: [
        `[reverse digits|reversed digits|digits reversed] of ${NN}`,
        `what number do i get if i read [n|the number n] [backwards|from right to left]?`,
        'reverse a number, [like|for example] 123 becomes 321',
        `the number n [backwards|reversed|read from right to left], as a number`,
        'like 123 to 321: the digits of n backwards',
      ],
    },
  }),
  level10s({
    id: 'palindrome-number',
    title: 'whether a number reads the same backwards',
    params: 'n',
    code: () => `String(n) === [...String(n)].reverse().join('')`,
    run: (_, n: number) => digits(n).every((x, i, all) => x === all[all.length - 1 - i]),
    args: (random) => {
      const half = String(random.int(1, 99));
      const back = Array.from(half).reverse().join('');
      return [
        random.chance(0.5)
          ? Number(half + random.pick(['', String(random.int(0, 9))]) + back)
          : random.pick([anyDigits(random), Number(half + back) + 1]),
      ];
    },
    forms: {
      whether: [
        '[n|the number|a number|the number n] is a [palindrome number|palindromic number|numeric palindrome]',
        'the number n is a palindrome',
        'the digits of n [read|are] the same [backwards|in both directions|forwards and backwards|from left and from right]',
        '[n|the number n] stays the same [number|] when its digits are reversed',
        'the number n equals its digits in reverse order',
      ],
      raw: [
        'is [n|the number n] a [palindrome number|palindromic number|number palindrome]?',
        'is the number n a palindrome?',
        'do the digits of n read the same [backwards|in both directions|from both sides]?',
        '[palindrome number|palindromic number] [check|test] for n',
        'is a number like 1331 the same backwards? [check n|test n|check the number n]',
      ],
    },
  }),
  level10s({
    id: 'to-binary',
    title: 'a number in binary',
    params: 'n',
    code: () => 'n.toString(2)',
    run: (_, n: number) => {
      let out = '';
      for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) out = String(rest % 2) + out;
      return out || '0';
    },
    args: (random) => [random.pick([random.int(0, 20), random.int(0, 255), random.int(256, 9999)])],
    forms: {
      do: [
        `[[<convert>|<change>] ${NN} [to|into]|<turn> ${NN} into] [binary|base 2|a binary text|a binary string|binary digits]`,
        `<write> ${NN} [in binary|in base 2|as a binary number|with zeros and ones]`,
        `<return> the binary [form|representation|text|digits] of ${NN}`,
      ],
      noun: [
        `the binary [form|representation|text|digits|notation] of ${NN}`,
        `${NN} [in binary|in base 2|as a binary string]`,
      ],
      raw: [
        `${NN} [to|in] binary`,
        `[decimal to binary|dec to bin|binary of n|n to binary]`,
        `how do i write n in binary?`,
        `what is n in [binary|base 2|the binary system]?`,
        'the zeros and ones of n [in binary|]',
        '5 gives 101, 8 gives 1000: n in binary',
        'how does a computer store n in [zeros and ones|bits]?',
      ],
    },
  }),
  level10s({
    id: 'from-binary',
    title: 'a binary text as a number',
    params: 's',
    code: () => 'parseInt(s, 2)',
    run: (_, s: string) => Array.from(s).reduce((t, x) => t * 2 + (x === '1' ? 1 : 0), 0),
    args: (random) => [random.pick([random.int(0, 20), random.int(0, 255), random.int(256, 9999)]).toString(2)],
    forms: {
      do: [
        '[<convert>|<change>|<turn>] [s|a binary text|the binary string s|a binary number|the binary text s] [to|into] [a number|a decimal number|decimal]',
        '<read> [s|the text s] as a [binary number|number in base 2] [and <return> its value|]',
        '<find> the [number|value] of [the binary text s|the binary string s|a text of zeros and ones]',
        '<parse> [s|a text|the text s] [as binary|in base 2]',
      ],
      noun: [
        'the [decimal value|number value|value] of the binary [text|string|number] s',
        'the number [that is|] written in binary as s',
      ],
      raw: [
        '[binary to decimal|bin to dec|binary text to number|binary to number]',
        'which number is [the binary text s|the binary string s|s in binary]?',
        's is binary, what [number is it|is its value]?',
        'what is a text of zeros and ones like 101 as a number?',
        '101 gives 5, 1000 gives 8: read s as binary',
      ],
    },
  }),
  level10s({
    id: 'to-hex',
    title: 'a number in hexadecimal',
    params: 'n',
    code: () => 'n.toString(16)',
    run: (_, n: number) => {
      let out = '';
      for (let rest = n; rest > 0; rest = Math.floor(rest / 16)) out = '0123456789abcdef'.charAt(rest % 16) + out;
      return out || '0';
    },
    args: (random) => [random.pick([random.int(0, 20), random.int(0, 255), random.int(256, 99999)])],
    forms: {
      do: [
        `[[<convert>|<change>] ${NN} [to|into]|<turn> ${NN} into] [hexadecimal|hex|base 16|a hex string|a hexadecimal text]`,
        `<write> ${NN} [in hexadecimal|in hex|in base 16|as a hex number]`,
        `<return> the [hexadecimal|hex] [form|representation|text|digits] of ${NN}`,
      ],
      noun: [
        `the [hexadecimal|hex] [form|representation|text|digits|notation] of ${NN}`,
        `${NN} [in hexadecimal|in hex|in base 16]`,
      ],
      raw: [
        `${NN} [to|in] [hex|hexadecimal]`,
        `[decimal to hex|dec to hex|decimal to hexadecimal|hex of n]`,
        `what is n in [hex|base 16|hexadecimal]?`,
        '255 gives ff: n in hex',
        'how do i write n in hexadecimal?',
      ],
    },
  }),
];

const numberTheory: readonly Skill[] = [
  level10s({
    id: 'is-prime',
    title: 'whether a number is prime',
    params: 'n',
    body: true,
    code: () => 'for (let i = 2; i * i <= n; i++) if (n % i === 0) return false; return n > 1;',
    run: (_, n: number) => prime(n),
    args: (random) => [
      random.chance(0.5)
        ? random.pick([
            2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
            107, 211,
          ])
        : random.pick([0, 1, 4, 9, 15, 21, 25, 49, 51, 57, 91, 121, random.int(2, 100) * 2]),
    ],
    forms: {
      whether: [
        `${NN} is [prime|a prime|a prime number]`,
        `${NN} has no divisors [except|other than] 1 and itself`,
        `${NN} [can only be divided|is divisible only] by 1 and itself`,
        `${NN} belongs to the primes`,
        `${NN} has exactly two divisors`,
      ],
      raw: [
        `is ${NN} [prime|a prime|a prime number]?`,
        'isPrime(n)',
        `prime [test|check] [for|of] ${NN}`,
        `is ${NN} divisible only by 1 and itself?`,
        'n prime?',
        'prime or not? [check n|test n|the number is n]',
      ],
    },
  }),
  level10s({
    id: 'primes-to',
    title: 'the primes up to a number',
    params: 'n',
    body: true,
    code: () =>
      'const out = []; for (let i = 2; i <= n; i++) if (out.every((p) => i % p !== 0)) out.push(i); return out;',
    run: (_, n: number) => upTo(n).filter(prime),
    args: (random) => [random.pick([0, 1, 2, random.int(3, 30), random.int(30, 100), 13, 31])],
    forms: {
      do: [
        `[<list>|<return>|<find>|<get>|<collect>|<generate>|<print>] [all primes|all prime numbers|the primes|every prime number|the prime numbers] [up to|from 2 to|not above|until] ${NN}`,
        '<make> a list of [the primes|all primes|prime numbers] [up to|from 1 to] n',
        '<sieve> the primes [up to|until] n',
      ],
      noun: [
        'the list of [primes|prime numbers|all primes] up to n',
        'the [list|array] of all [primes|prime numbers] that are at most n',
      ],
      raw: [
        '[all|the|] [primes|prime numbers] [up to|to|from 2 to] n',
        'which [numbers|numbers from 1] up to n are prime?',
        'which [primes|prime numbers] are [there up to n|not larger than n]?',
        '[prime sieve|sieve of eratosthenes] [up to|for] n',
        '[i need|give me|show me] [every|each] prime number from 2 [to|up to] n',
      ],
    },
  }),
  level10s({
    id: 'prime-factors',
    title: 'the prime factors',
    params: 'n',
    body: true,
    code: () => 'const out = []; for (let i = 2; n > 1; i++) while (n % i === 0) { out.push(i); n /= i; } return out;',
    run: (_, n: number) => {
      const out: number[] = [];
      for (let rest = n; rest > 1;) {
        const smallest = smallDivisors(rest)[1] ?? rest;
        out.push(smallest);
        rest /= smallest;
      }
      return out;
    },
    args: (random) => [random.pick([1, random.int(2, 30), random.int(30, 400), 2 ** random.int(2, 8), 97, 360])],
    forms: {
      do: [
        `[<find>|<list>|<return>|<get>|<compute>] [the|all|all the] prime factors of ${NN}`,
        `<factor> ${NN} into primes`,
        `<split> ${NN} into [prime factors|its prime factors|primes]`,
        `<write> ${NN} as a product of primes and <return> the [factors|primes]`,
        `<decompose> ${NN} into prime factors`,
      ],
      noun: [
        `the list of prime factors of ${NN}`,
        `the prime [factorization|decomposition|factorisation] of ${NN}[, as a list|]`,
      ],
      raw: [
        `prime factors of ${NN}`,
        `prime factorization of ${NN}`,
        `[which|what] are the prime factors of ${NN}?`,
        `which primes multiply to n?`,
        `12 gives 2, 2, 3: the prime factors of n`,
        'into which primes can n be factored?',
      ],
    },
  }),
  level10s({
    id: 'divisors',
    title: 'the divisors',
    params: 'n',
    body: true,
    code: () => 'const out = []; for (let i = 1; i <= n; i++) if (n % i === 0) out.push(i); return out;',
    run: (_, n: number) => smallDivisors(n),
    args: (random) => [random.pick([1, random.int(2, 30), random.int(30, 200), 60, 97])],
    forms: {
      do: [
        `[<list>|<return>|<find>|<get>|<collect>] [all|the|all the] [divisors|factors] of ${NN}`,
        `<list> [every number that divides|all numbers that divide] ${NN} [evenly|without remainder]`,
        `<make> a list of [all|the] divisors of ${NN}`,
      ],
      noun: [`the list of [divisors|factors|all divisors] of ${NN}`],
      raw: [
        `[divisors|factors|all divisors] of ${NN}`,
        `[which|what] numbers divide ${NN} [evenly|without remainder|without a rest]?`,
        `by which numbers can [i|you] divide n [evenly|without remainder]?`,
        `what are [all the|the] [divisors|factors] of ${NN}?`,
        '12 gives 1, 2, 3, 4, 6, 12: all divisors of n',
      ],
    },
  }),
  level10s({
    id: 'count-divisors',
    title: 'the number of divisors',
    params: 'n',
    body: true,
    code: () => 'let t = 0; for (let i = 1; i <= n; i++) if (n % i === 0) t++; return t;',
    run: (_, n: number) => smallDivisors(n).length,
    args: (random) => [random.pick([1, random.int(2, 30), random.int(30, 200), 60, 97])],
    forms: {
      do: [
        `<count> [the|all|all the] [divisors|factors] of ${NN}`,
        `<count> how many [divisors|factors] ${NN} has`,
        `<count> how many numbers divide ${NN} [evenly|without remainder]`,
        `[<find>|<compute>|<return>] the number of [divisors|factors] of ${NN}`,
      ],
      noun: [`the [number|count] of [divisors|factors] of ${NN}`],
      raw: [
        `how many [divisors|factors] does ${NN} have?`,
        `[number of divisors|divisor count|count of divisors] of ${NN}`,
        `how many numbers divide ${NN} [evenly|without remainder]?`,
        `by how many numbers can [i|you] divide n [evenly|without remainder]?`,
        'how many divisors has n?',
      ],
    },
  }),
  level10s({
    id: 'perfect-number',
    title: 'whether a number is perfect',
    params: 'n',
    body: true,
    code: () => 'let t = 0; for (let i = 1; i < n; i++) if (n % i === 0) t += i; return n > 1 && t === n;',
    run: (_, n: number) => n > 1 && total(smallDivisors(n)) === 2 * n,
    args: (random) => [
      random.chance(0.5) ? random.pick([6, 28, 496]) : random.pick([1, 12, 8, 27, 29, 5, 24, random.int(30, 300)]),
    ],
    forms: {
      whether: [
        `${NN} is [perfect|a perfect number]`,
        `${NN} [equals|is equal to|is] the sum of its [proper divisors|smaller divisors|divisors without itself|divisors other than itself]`,
        `the [proper|smaller] divisors of n add up to n`,
      ],
      raw: [
        `is ${NN} [perfect|a perfect number]?`,
        `perfect number [test|check] [for|of] n`,
        `is n the sum of its [proper|smaller] divisors?`,
        `do the [smaller|proper] divisors of n add up to n?`,
        '6 is 1 + 2 + 3 and so perfect, is n perfect too?',
      ],
    },
  }),
  level10s({
    id: 'power-of-two',
    title: 'whether a number is a power of two',
    params: 'n',
    code: () => 'n === 1 || (n > 1 && n % 2 === 0 && solve(n / 2))',
    run: (_, n: number) => Array.from({ length: 30 }, (_x, i) => 2 ** i).includes(n),
    args: (random) => [
      random.chance(0.5)
        ? 2 ** random.int(0, 16)
        : random.pick([0, 3, 6, 12, 10, 48, 100, 2 ** random.int(3, 12) + random.pick([1, -1, 2])]),
    ],
    forms: {
      whether: [
        `${NN} is a power of [two|2]`,
        `${NN} is [two|2] to the power of some whole number`,
        `${NN} can be halved [again and again|repeatedly] until [1|one] [is left|remains] without any remainder`,
        `${NN} is one of 1, 2, 4, 8, 16 and so on`,
      ],
      raw: [
        `is ${NN} a power of [two|2]?`,
        `power of [two|2] [test|check] [for|of] n`,
        `is ${NN} one of 1, 2, 4, 8, 16 [...|and so on]?`,
        'does doubling 1 again and again ever give n?',
        'can n be written as 2 to the power of a whole number?',
      ],
    },
  }),
];

type Series = {
  id: string;
  title: string;
  term: (c: Constants) => string;
  value: (c: Constants, i: number) => number;
  many: string;
  slots?: Skill['slots'];
  high: (c: Constants) => number;
  range: string;
  raw: readonly string[];
};

/** Sums over 1 to n: each series gives its terms (`many`, plural without article, may end in where they stop) and how people write them out. */
const SERIES: readonly Series[] = [
  {
    id: 'sum-to',
    title: 'the sum of 1 to n',
    term: () => 'n',
    value: (_, i) => i,
    many: '[whole numbers|numbers|integers|natural numbers]',
    high: () => 99,
    range: 'from 1 [to|up to] n',
    raw: [
      '1 + 2 + 3 + ... + n',
      '1 + 2 + ... + n',
      'sum from 1 to n',
      'the nth triangular number',
      'what do all numbers from 1 to n add up to?',
      'i put 1 coin in on day 1, 2 coins on day 2 and so on: how many coins after n days?',
      'n people, everyone from 1 to n brings as many apples as his number, how many apples are there?',
      '[triangular number|gauss sum] of n',
    ],
  },
  {
    id: 'sum-squares-to',
    title: 'the sum of the first squares',
    term: () => 'n * n',
    value: (_, i) => i ** 2,
    many: '[squares of the whole numbers|squares of all numbers|squares of the numbers|squares of the integers]',
    high: () => 60,
    range: 'from 1 [to|up to] n',
    raw: [
      '1 + 4 + 9 + ... + n * n',
      '1*1 + 2*2 + 3*3 + ... + n*n',
      'square every number from 1 to n and add [them|the squares|the results] up',
      'the sum of the first n [squares|square numbers]',
      'how many balls has a square pyramid of n layers, with 1, 4, 9 and so on in the layers?',
    ],
  },
  {
    id: 'sum-cubes-to',
    title: 'the sum of the first cubes',
    term: () => 'n ** 3',
    value: (_, i) => i * i * i,
    many: '[cubes of the whole numbers|cubes of all numbers|cubes of the numbers|cubes of the integers]',
    high: () => 60,
    range: 'from 1 [to|up to] n',
    raw: [
      '1 + 8 + 27 + ... + n * n * n',
      '1 + 8 + 27 + ... up to the cube of n',
      'cube every number from 1 to n and add [them|the cubes|the results] up',
      'the sum of the first n [cubes|cube numbers]',
    ],
  },
  {
    id: 'sum-even-to',
    title: 'the sum of the even numbers up to n',
    term: () => '(n % 2 === 0 ? n : 0)',
    value: (_, i) => (i % 2 ? 0 : i),
    many: '[even numbers|even integers|even whole numbers]',
    high: () => 99,
    range: '[from 1 to|up to|from 2 to|between 1 and] n',
    raw: [
      '2 + 4 + 6 + ... up to n',
      'what do the even numbers up to n add up to?',
      'even numbers from 1 to n, added up',
    ],
  },
  {
    id: 'sum-odd-to',
    title: 'the sum of the odd numbers up to n',
    term: () => '(n % 2 === 1 ? n : 0)',
    value: (_, i) => (i % 2 ? i : 0),
    many: '[odd numbers|odd integers|odd whole numbers]',
    high: () => 99,
    range: '[from 1 to|up to|between 1 and] n',
    raw: ['1 + 3 + 5 + ... up to n', 'what do the odd numbers up to n add up to?', 'odd numbers from 1 to n, added up'],
  },
  {
    id: 'sum-multiples-to',
    title: 'the sum of the multiples up to n',
    term: (c) => `(n % ${c.k} === 0 ? n : 0)`,
    value: (c, i) => (i % num(c.k) ? 0 : i),
    slots: { k: { kind: 'int', low: 3, high: 25 } },
    many: '[multiples of {k}|numbers divisible by {k}|whole numbers that {k} divides|multiples of {k}]',
    high: (c) => num(c.k) * 6,
    range: '[from 1 to|up to|between 1 and] n',
    raw: [
      'what do the multiples of {k} up to n add up to?',
      'multiples of {k} from 1 to n, added up',
      'add up every number from 1 to n that is divisible by {k}',
      'go through 1 to n and sum whatever {k} divides evenly',
    ],
  },
];

const series: readonly Skill[] = SERIES.map(({ id, title, term, value, many, slots, high, range, raw }) =>
  level10s({
    id,
    title,
    params: 'n',
    ...(slots ? { slots } : {}),
    code: (c) => `n < 1 ? 0 : ${term(c)} + solve(n - 1)`,
    run: (c, n: number) => total(upTo(n).map((i) => value(c, i))),
    args: (random, c) => [
      random.pick([random.int(0, 9), random.int(5, 20), random.int(10, high(c)), random.int(10, high(c))]),
    ],
    forms: {
      do: [
        `[<add up>|<sum>|<sum up>|<total>|<add>] [the|all|all the] ${many} ${range}`,
        `[<compute>|<calculate>|<return>|<find>|<work out>] the [sum|total] of [the|all|all the] ${many} ${range}`,
        `<add> [the|all|all the] ${many} ${range} [together|recursively|]`,
        `<go through> [the numbers|all numbers] from 1 to n and <add up> the ${many}`,
      ],
      noun: [
        `the [sum|total|sum] of [the|all|all the] ${many} ${range}`,
        `the recursive sum of [the|all] ${many} ${range}`,
      ],
      raw: [
        `what is the [sum|total] of [the|all|all the] ${many} ${range}?`,
        `sum of [the|all|] ${many} ${range}`,
        `how much are [the|all|all the] ${many} ${range} [together|in total|added up]?`,
        ...raw,
      ],
    },
  }),
);

type Operation = {
  id: string;
  title: string;
  step: (c: Constants) => string;
  apply: (c: Constants, n: number) => number;
  slots: Skill['slots'];
  args: (random: Rng, c: Constants) => number;
  verb: string;
  noun: string;
  raw: readonly string[];
};
const TIMES: SlotKind = { kind: 'int', low: 2, high: 9 };

/** One operation with its verb phrase (with markers) and gerund phrase; applied {k} times. */
const OPERATIONS: readonly Operation[] = [
  {
    id: 'apply-double',
    title: 'double several times',
    step: () => 'n * 2',
    apply: (_, n) => n + n,
    slots: { k: { kind: 'int', low: 2, high: 20 } },
    args: (random) => random.int(-5, 60),
    verb: `<double> ${NV}`,
    noun: `doubling ${NV}`,
    raw: [
      'n bacteria double every hour, how many are there after {k} hours?',
      'n times 2, {k} times over',
      'n times 2 to the power {k}',
      'start with n coins and double [them|their number] every day for {k} days',
      'my n followers double every week: how many after {k} weeks?',
    ],
  },
  {
    id: 'apply-multiply',
    title: 'multiply several times',
    step: (c) => `n * ${c.m}`,
    apply: (c, n) => num(c.m) * n,
    slots: { m: { kind: 'int', low: 3, high: 12 }, k: TIMES },
    args: (random) => random.int(-5, 60),
    verb: `<multiply> ${NV} by {m}`,
    noun: `multiplying ${NV} by {m}`,
    raw: [
      'n times {m}, {k} times over',
      'n times {m} to the power {k}',
      'n grows by the factor {m} every year, what is it after {k} years?',
      'start with n and take it times {m} in each of {k} rounds',
    ],
  },
  {
    id: 'apply-add',
    title: 'add several times',
    step: (c) => `n + ${c.m}`,
    apply: (c, n) => n - -num(c.m),
    slots: { m: { kind: 'int', low: 2, high: 999 }, k: { kind: 'int', low: 2, high: 99 } },
    args: (random) => random.int(-50, 500),
    verb: `<add> {m} to ${NV}`,
    noun: `adding {m} to ${NV}`,
    raw: [
      'n plus {m}, {k} times over',
      'i have n and get {m} more every day, what do i have after {k} days?',
      'start with n and count on by {m}, {k} times',
      'start at n and go up by {m} in each of {k} steps',
    ],
  },
  {
    id: 'apply-subtract',
    title: 'subtract several times',
    step: (c) => `n - ${c.m}`,
    apply: (c, n) => n + -num(c.m),
    slots: { m: { kind: 'int', low: 2, high: 999 }, k: { kind: 'int', low: 2, high: 99 } },
    args: (random) => random.int(-50, 5000),
    verb: `<subtract> {m} from ${NV}`,
    noun: `subtracting {m} from ${NV}`,
    raw: [
      'n minus {m}, {k} times over',
      'i have n and lose {m} every day, what is left after {k} days?',
      'start with n and count down by {m}, {k} times',
      'start at n and go down by {m} in each of {k} steps',
    ],
  },
  {
    id: 'apply-multiply-add',
    title: 'multiply and add several times',
    step: (c) => `n * ${c.m} + ${c.p}`,
    apply: (c, n) => num(c.p) + num(c.m) * n,
    slots: { m: { kind: 'int', low: 2, high: 9 }, p: { kind: 'int', low: 1, high: 999 }, k: TIMES },
    args: (random) => random.int(-5, 60),
    verb: `<multiply> ${NV} by {m} and <add> {p}`,
    noun: `multiplying ${NV} by {m} and adding {p}`,
    raw: [
      'start with n, then {k} times: times {m}, plus {p}',
      'n becomes {m} times n plus {p} in every round, what is it after {k} rounds?',
      'f(x) = {m} * x + {p}, applied to n {k} times',
    ],
  },
  {
    id: 'apply-halve-floor',
    title: 'halve several times, rounding down',
    step: () => 'Math.floor(n / 2)',
    apply: (_, n) => (n - (n % 2)) / 2,
    slots: { k: TIMES },
    args: (random) => random.pick([random.int(0, 99), random.int(100, 9999), 2 ** random.int(3, 14)]),
    verb: `<halve> ${NV} and <round> down`,
    noun: `halving ${NV} and rounding down`,
    raw: [
      'half of n, rounded down, {k} times over',
      'every day half of my n apples are eaten, rounded so that the lower half stays, how many are left after {k} days?',
      'start with n and take half of it, rounded down, in each of {k} rounds',
      'n halved {k} times, always rounded down',
    ],
  },
];

const repeated: readonly Skill[] = OPERATIONS.map(({ id, title, step, apply, slots, args, verb, noun, raw }) => {
  const spoken = verb.replaceAll(/[<>]/g, '');
  return level10s({
    id,
    title,
    params: 'n',
    slots,
    body: true,
    code: (c) => `for (let i = 0; i < ${c.k}; i++) n = ${step(c)}; return n;`,
    run: (c, n: number) => upTo(num(c.k)).reduce((x) => apply(c, x), n),
    args: (random, c) => [args(random, c)],
    forms: {
      do: [
        `${verb}, {k} times [in a row|over|one after the other|]`,
        `[<repeat> {k} times:|<do> {k} times:|<do> this {k} times:] ${spoken}`,
        `${verb} [again and again|repeatedly], {k} times [in all|in total|]`,
        `[<return>|<find>|<compute>|<work out>] [the result|the value|what you get] after {k} [rounds|repetitions|steps] of ${noun}`,
        `<run> a loop {k} times and ${verb} [each time|every time|in every round]`,
      ],
      noun: [
        `the [result|value|number] after {k} [rounds|repetitions|steps] of ${noun}`,
        `the result of {k} times ${noun}`,
      ],
      raw: [
        `[{k} times|{k} times in a row|{k} times one after the other]: ${spoken}`,
        `what [do i get|comes out|is the result] [if|when] i do this {k} times: ${spoken}?`,
        `what is [n|the number|the value] after {k} [rounds|repetitions] of ${noun}?`,
        `a loop that runs {k} times and [in each step|each time|every time] does this: ${spoken}`,
        `do this {k} times: ${spoken}[, then return the result|, then return n|]`,
        `${spoken}, and [repeat that|do that again|go on] until it was done {k} times`,
        ...raw,
      ],
    },
  });
});

type Nested = number | Nested[];
const nest = (random: Rng, deep: number): Nested[] =>
  Array.from({ length: random.int(deep > 2 ? 1 : 0, 4) }, (): Nested =>
    deep > 0 && random.chance(0.4) ? nest(random, deep - 1) : random.int(-9, 40),
  );
const leaves = (list: readonly Nested[]): number[] => {
  const out: number[] = [];
  for (const x of list) {
    if (typeof x === 'number') out.push(x);
    else out.push(...leaves(x));
  }
  return out;
};
const depth = (list: readonly Nested[]): number =>
  1 + list.reduce<number>((most, x) => (typeof x === 'number' ? most : Math.max(most, depth(x))), 0);

const nested: readonly Skill[] = [
  level10s({
    id: 'flatten',
    title: 'flatten nested lists',
    params: 'items',
    code: () => 'items.flat(Infinity)',
    run: (_, list: Nested[]) => leaves(list),
    args: (random) => [nest(random, 3)],
    forms: {
      do: [
        `<flatten> [${LISTS}|items] [completely|fully|at all levels|]`,
        `<turn> ${LISTS} into [one flat list|a flat list|a single list|a list without nesting]`,
        `<unpack> all [inner lists|nested lists|inner arrays] of [items|the list|an array] [into one list|]`,
        `<remove> all [inner brackets|nesting|levels] from ${LISTS}`,
        `<list> all [numbers|values] of ${LISTS} one after the other [in one list|]`,
      ],
      noun: [`the flat [version|form|list] of ${LISTS}`, `one flat list with everything [in|from] ${LISTS}`],
      raw: [
        `flatten [items|deeply|an array|arrays|recursively]`,
        `flat list [of|from] ${LISTS}`,
        `lists in lists in lists: [i want one flat list|make it one flat list|make one list of it]`,
        `items.flat [with no limit|to any depth|all the way down]`,
        `[get rid of|take away] the inner brackets of [items|the list]`,
      ],
    },
  }),
  level10s({
    id: 'nested-sum',
    title: 'the sum of nested lists',
    params: 'items',
    code: () => 'items.flat(Infinity).reduce((t, x) => t + x, 0)',
    run: (_, list: Nested[]) => total(leaves(list)),
    args: (random) => [nest(random, 3)],
    forms: {
      do: [
        `[<sum>|<add up>|<total>] all [the|] numbers [in|of] ${LISTS}`,
        `[<find>|<compute>|<calculate>|<return>] the [sum|total] of all numbers in ${LISTS}`,
        `<add up> the numbers of ${LISTS}, [however deep they are|no matter how deep|inner lists included]`,
        `<flatten> ${LISTS} and [<add up>|<sum>] [the|all] numbers`,
      ],
      noun: [`the [sum|total] of all numbers [in|of] ${LISTS}`, `the nested sum of items`],
      raw: [
        `what do all numbers [in|of] ${LISTS} add up to?`,
        `[recursive sum|nested sum|deep sum] of ${LISTS}`,
        `sum of [a list with lists inside|lists in lists|lists within lists]`,
        `some items are lists [again|themselves], add up all numbers in all of them`,
      ],
    },
  }),
  level10s({
    id: 'nested-count',
    title: 'the number of values in nested lists',
    params: 'items',
    code: () => 'items.flat(Infinity).length',
    run: (_, list: Nested[]) => leaves(list).length,
    args: (random) => [nest(random, 3)],
    forms: {
      do: [
        `<count> [the|all|all the] [numbers|values] [in|of] ${LISTS}`,
        `<count> how many [numbers|values] there are in ${LISTS}`,
        `<flatten> ${LISTS} and <count> [the|all] [numbers|values]`,
        `<count> the [numbers|values] of ${LISTS}, [however deep they are|no matter how deep|inner lists included]`,
      ],
      noun: [`the number of [numbers|values] [in|of] ${LISTS}`, `the [flat length|length after flattening] of items`],
      raw: [
        `how many [numbers|values] are [there|] in ${LISTS}?`,
        `[recursive count|nested count|deep count] of [numbers|values] in items`,
        `how long is [items|a nested list] [when flattened|after flattening]?`,
        `how many [numbers|values] are in the list and all its inner lists [together|]?`,
      ],
    },
  }),
  level10s({
    id: 'nested-max',
    title: 'the largest number in nested lists',
    params: 'items',
    code: () => 'Math.max(...items.flat(Infinity))',
    run: (_, list: Nested[]) => leaves(list).reduce((best, x) => (x > best ? x : best)),
    args: (random) => [random.shuffle([...nest(random, 3), random.int(-20, 45)])],
    forms: {
      do: [
        `[<find>|<return>|<get>|<compute>] the [largest|biggest|highest|greatest|maximum] number [in|of] ${LISTS}`,
        `<flatten> ${LISTS} and [<return>|<find>] the [maximum|largest number|biggest number]`,
        `[<find>|<return>] the [maximum|max] of ${LISTS}`,
      ],
      noun: [`the [largest|biggest|highest|greatest] number [in|of] ${LISTS}`, `the [maximum|max] of ${LISTS}`],
      raw: [
        `what is the [largest|biggest|highest] number [in|of] ${LISTS}?`,
        `[max|maximum] of ${LISTS}`,
        `which number in the list [and|or] its inner lists is the [largest|biggest|highest]?`,
        `[recursive|nested|deep] [max|maximum] of items`,
      ],
    },
  }),
  level10s({
    id: 'depth',
    title: 'how deeply lists are nested',
    params: 'items',
    code: () => 'Array.isArray(items) ? 1 + Math.max(0, ...items.map((x) => solve(x))) : 0',
    run: (_, list: Nested[]) => depth(list),
    args: (random) => [nest(random, random.int(1, 4))],
    forms: {
      do: [
        `[<find>|<compute>|<return>|<calculate>|<measure>] the [depth|nesting depth|nesting level|maximum depth] of ${LISTS}`,
        `<count> how many levels of nesting items has`,
        `<find out> how deeply [items is|the list is|the lists are] nested`,
      ],
      noun: [
        `the [depth|nesting depth|nesting level|maximum depth] of ${LISTS}`,
        'the number of levels of [nested lists|nesting|lists in lists] in items',
      ],
      raw: [
        'how [deep|deeply] is [items|the list] nested?',
        'how many levels [of brackets|of nesting] does items have?',
        `[depth|nesting depth] of ${LISTS}`,
        'a flat list has depth 1, a list in a list depth 2: [what depth has items?|how deep is items?]',
      ],
    },
  }),
  level10s({
    id: 'reverse-list',
    title: 'a list in reverse order',
    params: 'items',
    code: () => '[...items].reverse()',
    run: (_, list: Json[]) => list.reduce<Json[]>((out, x) => [x, ...out], []),
    args: (random) => [random.chance(0.5) ? ints(random, -9, 99, 0, 7) : wordList(random, 0, 6)],
    forms: {
      do: [
        `<reverse> [the order of|] ${IT}`,
        `<return> ${IT} [in reverse order|in reverse|backwards|from back to front|the other way round|from the last item to the first]`,
        `<turn> ${IT} around`,
        `<flip> the order of ${IT}`,
        `<put> the last [item|element] of ${IT} first, and so on, and the first last`,
        `<read> ${IT} from the end to the beginning [into a new list|]`,
      ],
      noun: [`${IT} in reverse order`, `the [reverse|reversed version|reversed copy] of ${IT}`],
      raw: [
        `[reverse|reversed] [items|list|the list|array|an array|my list]`,
        `${IT} [backwards|from back to front|the other way round]`,
        `last [item|element] first, first [item|element] last: turn ${IT} around`,
        `what is ${IT} [backwards|in reverse]?`,
      ],
    },
  }),
];

const sequences: readonly Skill[] = [
  level10s({
    id: 'count-down',
    title: 'the numbers from n down to 1',
    params: 'n',
    code: () => 'n < 1 ? [] : [n, ...solve(n - 1)]',
    run: (_, n: number) => upTo(n).reverse(),
    args: (random) => [random.int(0, 20)],
    forms: {
      do: [
        '<count> [down|backwards] from n to 1',
        '[<list>|<return>] [the|all|] [numbers|whole numbers|integers] from n [down to|backwards to] 1',
        '[<make>|<build>|<create>] a [countdown|list that counts down] from n to 1',
        '<return> a list that starts with n and goes down to 1',
      ],
      noun: [
        'the countdown from n to 1',
        'the list [of numbers|of all numbers|] from n down to 1',
        'the list n, n - 1, n - 2 and so on down to 1',
      ],
      raw: [
        '[countdown|count down] [of|from] n',
        'n, n - 1, n - 2, ..., 1',
        '5 gives 5, 4, 3, 2, 1: [count down|a countdown] from n',
        'a rocket starts: [list|count] the seconds from n down to 1',
      ],
    },
  }),
  level10s({
    id: 'count-up',
    title: 'the numbers from 1 to n',
    params: 'n',
    code: () => 'Array.from({ length: n }, (x, i) => i + 1)',
    run: (_, n: number) => upTo(n),
    args: (random) => [random.int(0, 25)],
    forms: {
      do: [
        '<count> up from 1 to n',
        '<list> [the|all|all the] [numbers|whole numbers|integers] from 1 to n',
        '[<make>|<build>|<create>|<return>] [a list|an array] [of|with] [the|all|] [numbers|integers|whole numbers] [from 1 to|1 to] n',
        '<fill> [a list|an array] with [the numbers|] 1 to n',
        '<return> [a list|an array] that starts with 1 and goes up to n',
      ],
      noun: ['the list of [all|] [numbers|integers|whole numbers] from 1 to n', 'the list 1, 2, 3 and so on up to n'],
      raw: [
        '1, 2, 3, ..., n',
        '[numbers|all numbers|integers] [from|] 1 to n [as a list|in a list]',
        'range from 1 to n',
        '5 gives 1, 2, 3, 4, 5: [count up|list them up] to n',
        'a list counting from 1 to n',
      ],
    },
  }),
  level10s({
    id: 'range-from-to',
    title: 'the numbers from a to b',
    params: 'a, b',
    code: () => 'Array.from({ length: b - a + 1 }, (x, i) => a + i)',
    run: (_, a: number, b: number) => {
      const out: number[] = [];
      for (let x = a; x <= b; x++) out.push(x);
      return out;
    },
    args: (random) => {
      const a = random.int(-20, 90);
      return [a, a + random.int(0, 12)];
    },
    forms: {
      do: [
        '<list> [the|all|all the] [numbers|integers|whole numbers] from a [to|up to] b',
        '[<make>|<build>|<create>|<return>] [a list|an array] [of|with] [the|all|] [numbers|integers] from a [to|up to] b',
        '<count> from a [to|up to] b [and <return> all numbers|in a list|into a list]',
        '<return> [a list|an array] that starts with a and ends with b, in steps of 1',
      ],
      noun: [
        'the [list|range] of [all|] [numbers|integers|whole numbers] from a to b',
        'the range from a to b[, both included|, both ends included|]',
      ],
      raw: [
        '[range|numbers|all numbers|integers] from a to b',
        'a, a + 1, a + 2, ..., b',
        'range(a, b) with both ends',
        'which whole numbers [lie|are there] from a to b?',
        '3 and 6 give 3, 4, 5, 6: [the list|all numbers] from a to b',
      ],
    },
  }),
  level10s({
    id: 'range-step',
    title: 'the numbers from 0 to n in steps',
    params: 'n',
    slots: { k: { kind: 'int', low: 2, high: 99 } },
    code: (c) => `Array.from({ length: Math.floor(n / ${c.k}) + 1 }, (x, i) => i * ${c.k})`,
    run: (c, n: number) => {
      const out: number[] = [];
      for (let x = 0; x <= n; x += num(c.k)) out.push(x);
      return out;
    },
    args: (random, c) => [
      random.pick([
        0,
        random.int(0, num(c.k)),
        num(c.k) * random.int(1, 8),
        num(c.k) * random.int(1, 8) + random.int(0, 5),
      ]),
    ],
    forms: {
      do: [
        '<count> from 0 [to|up to] n in steps of {k} [and <return> all numbers|in a list|into a list]',
        '<list> [the numbers|all numbers|numbers] from 0 [to|up to] n in steps of {k}',
        '<list> every multiple of {k} from 0 [to|up to] n',
        '[<make>|<build>|<create>|<return>] [a list|an array] [of|with] [the|] numbers 0, {k}, and so on[, always {k} more|, {k} further each time], up to n',
      ],
      noun: ['the list of [numbers|all numbers] from 0 to n in steps of {k}', 'the range from 0 to n with step {k}'],
      raw: [
        'from 0 to n [by|in steps of|with step|with a step of] {k}',
        '0 to n step {k}',
        'range from 0 to n, step {k}',
        'start at 0, keep adding {k}, stop [before going over|before it gets larger than] n, [list|return|collect] all numbers',
        'a ruler of length n with a mark every {k}, [where are the marks|list the marks], starting at 0',
      ],
    },
  }),
  level10s({
    id: 'times-table',
    title: 'a times table',
    params: 'n',
    slots: { k: { kind: 'int', low: 3, high: 30 } },
    code: (c) => `Array.from({ length: ${c.k} }, (x, i) => n * (i + 1))`,
    run: (c, n: number) => upTo(num(c.k)).map((i) => i * n),
    args: (random) => [random.pick([random.int(0, 12), random.int(-9, 99), random.int(100, 999)])],
    forms: {
      do: [
        '[<list>|<return>|<write>|<print>|<make>] the times table of n [up to|from 1 to] {k}',
        '[<list>|<return>|<compute>] the first {k} multiples of n',
        '<multiply> n by every number from 1 to {k}',
        '[<list>|<return>] n times 1, n times 2 and so on [up to|until] n times {k}',
      ],
      noun: [
        'the list of the first {k} multiples of n',
        'the multiplication table of n with {k} entries',
        'the list n, 2n, 3n and so on, with {k} [entries|numbers]',
      ],
      raw: [
        'times table of n [up to|to] {k}',
        '[the|] first {k} multiples of n',
        'n * 1, n * 2, ..., n * {k}',
        '[multiplication|times] table for n with {k} [rows|lines|entries]',
        'what are the first {k} multiples of n?',
      ],
    },
  }),
  level10s({
    id: 'fizz-list',
    title: 'count and replace multiples by a word',
    params: 'n',
    slots: { k: { kind: 'int', low: 2, high: 19 }, w: { kind: 'word' } },
    code: (c) => `Array.from({ length: n }, (x, i) => ((i + 1) % ${c.k} === 0 ? ${q(c.w)} : i + 1))`,
    run: (c, n: number) => upTo(n).map((i) => (i % num(c.k) ? i : str(c.w))),
    args: (random, c) => [random.int(0, Math.min(40, 3 * num(c.k) + 3))],
    forms: {
      do: [
        '<list> the numbers from 1 to n, but <write> {w} [instead of|for|in place of] [multiples|every multiple|the multiples] of {k}',
        '<count> from 1 to n and <replace> [each|every] multiple of {k} [by|with] {w}',
        '<return> the numbers 1 to n with {w} [instead of|in place of] [multiples of {k}|numbers divisible by {k}]',
        '<count> to n, but <say> {w} [when|whenever|if] the number is [divisible by|a multiple of] {k}',
      ],
      noun: ['the list from 1 to n with {w} [in place of|instead of] [the|all] multiples of {k}'],
      raw: [
        '1 to n, with multiples of {k} replaced by {w}',
        'fizz [game|list]: from 1 to n, {w} for [every multiple|multiples] of {k}',
        'numbers from 1 to n, [each|every] one divisible by {k} becomes {w}',
        'we count to n, [nobody may say|it is forbidden to say] a multiple of {k}, we say {w} instead',
      ],
    },
  }),
  level10s({
    id: 'fizzbuzz-list',
    title: 'FizzBuzz',
    params: 'n',
    code: () =>
      "Array.from({ length: n }, (x, i) => ((i + 1) % 15 === 0 ? 'FizzBuzz' : (i + 1) % 5 === 0 ? 'Buzz' : (i + 1) % 3 === 0 ? 'Fizz' : i + 1))",
    run: (_, n: number) => upTo(n).map((i) => `${i % 3 ? '' : 'Fizz'}${i % 5 ? '' : 'Buzz'}` || i),
    args: (random) => [random.int(0, 35)],
    forms: {
      do: [
        '[<return>|<list>|<make>|<write>|<compute>] [the|] [fizzbuzz|FizzBuzz|fizz buzz] list [from 1 to|up to|for] n',
        '<play> [fizzbuzz|fizz buzz|FizzBuzz] [up to|from 1 to] n and <return> [the list|all answers]',
        '<list> 1 to n with Fizz for multiples of 3, Buzz for multiples of 5 and FizzBuzz for both',
      ],
      noun: ['the [fizzbuzz|FizzBuzz|fizz buzz] [list|sequence] [from 1 to|up to] n'],
      raw: [
        '[fizzbuzz|FizzBuzz|fizz buzz] [up to n|for n|to n|from 1 to n|]',
        '[fizzbuzz|FizzBuzz] [as a list|in a list|list] [up to n|of length n|for n]',
        '[i need|solve|write] [fizzbuzz|fizz buzz|FizzBuzz] [for|up to] n',
        '1 to n, Fizz for multiples of 3, Buzz for multiples of 5, FizzBuzz for both',
        'from 1 to n: divisible by 3 is Fizz, by 5 is Buzz, by both is FizzBuzz, [else the number|otherwise the number]',
      ],
    },
  }),
  level10s({
    id: 'chunk',
    title: 'cut a list into pieces',
    params: 'items',
    slots: { k: { kind: 'int', low: 2, high: 12 } },
    code: (c) => `items.length === 0 ? [] : [items.slice(0, ${c.k}), ...solve(items.slice(${c.k}))]`,
    run: (c, list: Json[]) => {
      const out: Json[][] = [];
      list.forEach((x, i) => (i % num(c.k) === 0 ? out.push([x]) : out.at(-1)?.push(x)));
      return out;
    },
    args: (random, c) => {
      const length = random.pick([
        0,
        num(c.k),
        num(c.k) * 2,
        random.int(1, num(c.k)),
        random.int(num(c.k), num(c.k) * 3),
        num(c.k) * 2 + 1,
      ]);
      return [random.chance(0.5) ? ints(random, 0, 99, length, length) : wordList(random, length, length)];
    },
    forms: {
      do: [
        `[<split>|<cut>|<divide>|<break>] ${IT} into [pieces|chunks|parts|groups|lists|blocks] of {k} [items|elements|each|]`,
        `<chunk> ${IT} [by|into pieces of] {k}`,
        `<group> ${IT} [in groups of {k}|into lists of {k}]`,
        `<put> always {k} [items|elements] of ${IT} into one [group|list|piece]`,
      ],
      noun: [`${IT} in [pieces|chunks|groups|blocks] of {k}`, `the list of chunks of size {k} [of|from] ${IT}`],
      raw: [
        `chunk [items|list|the list|an array] by {k}`,
        `${IT} in [rows|pages|groups|lines] of {k}`,
        `[each|every] page shows {k} items, [split the items into pages|cut items into pages|make the pages]`,
        `[teams|groups|rows] of {k} from ${IT}, in order, the last one may be smaller`,
        `{k} [items|elements] per [chunk|group|piece] from ${IT}`,
      ],
    },
  }),
  level10s({
    id: 'rotate',
    title: 'rotate a list to the left',
    params: 'items',
    slots: { k: { kind: 'int', low: 2, high: 9 } },
    code: (c) => `[...items.slice(${c.k}), ...items.slice(0, ${c.k})]`,
    run: (c, list: Json[]) => {
      const out = [...list];
      for (let i = 0; i < num(c.k); i++) out.push(...out.splice(0, 1));
      return out;
    },
    args: (random, c) => {
      const length = num(c.k) + random.int(0, 5);
      return [random.chance(0.5) ? ints(random, 0, 99, length, length) : wordList(random, length, length)];
    },
    forms: {
      do: [
        `<rotate> ${IT} [to the left by {k}|left by {k}|{k} places to the left|{k} steps to the left|by {k} places to the left]`,
        `[<move>|<put>|<bring>] the first {k} [items|elements] of ${IT} to the [end|back]`,
        `<shift> ${IT} {k} places to the left, [with the first ones going to the end|so that what falls off comes back at the end]`,
        `<take> {k} [items|elements] from the front of ${IT} and <put> them at the [end|back]`,
      ],
      noun: [
        `${IT} rotated [to the left by {k}|left by {k}|{k} places to the left]`,
        `${IT} with the first {k} [items|elements] moved to the end`,
      ],
      raw: [
        `rotate left [by|] {k}: ${IT}`,
        `[items|the list] rotated left by {k}`,
        `[in a queue|from a queue] the first {k} [people|items] go [back to the end|to the end], [what does the queue look like then?|return the new order]`,
        `the first {k} [cards|items] of ${IT} go to the bottom, in the same order`,
      ],
    },
  }),
  level10s({
    id: 'zip',
    title: 'pair up two lists',
    params: 'list, items',
    code: () => 'list.map((x, i) => [x, items[i]])',
    run: (_, list: Json[], others: Json[]) => {
      const out: Json[] = [];
      for (let i = 0; i < list.length; i++) out.push([list[i] ?? null, others[i] ?? null]);
      return out;
    },
    args: (random) => {
      const length = random.int(0, 6);
      return [ints(random, 0, 99, length, length), wordList(random, length, length)];
    },
    forms: {
      do: [
        '<zip> [list and items|two lists|list with items|two arrays] [together|]',
        '<pair> [list with items|each number of list with the item at the same place in items|two lists item by item]',
        '<pair> up [list and items|two lists|the elements of two lists|two arrays] [by position|]',
        '<combine> [list and items|two lists|two arrays] into [a list of pairs|pairs], [first with first, second with second and so on|by position|element by element]',
        '<put> the elements of [list and items|two lists] with the same index into pairs',
      ],
      noun: [
        'the zip of [list and items|two lists]',
        'the list of pairs of list and items[, by position|, element by element]',
      ],
      raw: [
        'zip [of|] [list and items|two lists|two arrays]',
        'pairs [of|from] list and items, first with first, second with second and so on',
        '[first with first, second with second|position by position]: pairs of list and items',
        'list has the numbers and items the names in the same order, [make pairs|pair them up]',
      ],
    },
  }),
  level10s({
    id: 'dot-product',
    title: 'multiply two lists and add up',
    params: 'list, items',
    code: () => 'list.reduce((t, x, i) => t + x * items[i], 0)',
    run: (_, list: number[], others: number[]) => {
      let out = 0;
      for (let i = 0; i < list.length; i++) out += Number(list[i]) * Number(others[i]);
      return out;
    },
    args: (random) => {
      const length = random.int(0, 6);
      return [ints(random, -5, 20, length, length), ints(random, 0, 30, length, length)];
    },
    forms: {
      do: [
        '[<compute>|<calculate>|<return>|<find>] the [dot product|scalar product|inner product] of [list and items|two lists|two vectors]',
        '<multiply> list and items [element by element|position by position|pairwise] and [<add up>|<sum>] [the results|the products]',
        '<multiply> [each|every] number of list [by|with] the one at the same [place|position] in items and <add> [all|the] products [up|together]',
      ],
      noun: [
        'the [dot product|scalar product|inner product] of [list and items|two lists|two vectors]',
        'the sum of the products of list and items, [position by position|element by element|pair by pair]',
      ],
      raw: [
        '[dot product|scalar product|inner product] of [list and items|two lists|two vectors]',
        'list has the prices and items the quantities, what [is the total|does it all cost|must i pay in total]?',
        'sum of list times items, [element by element|position by position|pairwise]',
        'first times first plus second times second and so on, for list and items',
      ],
    },
  }),
  level10s({
    id: 'all-pairs',
    title: 'all pairs of a list',
    params: 'items',
    code: () => 'items.flatMap((x, i) => items.slice(i + 1).map((y) => [x, y]))',
    run: (_, list: Json[]) => {
      const out: Json[] = [];
      for (let i = 0; i < list.length; i++)
        for (let j = i + 1; j < list.length; j++) out.push([list[i] ?? null, list[j] ?? null]);
      return out;
    },
    args: (random) => [
      random.chance(0.5) ? [...new Set(ints(random, 0, 60, 0, 5))] : [...new Set(wordList(random, 0, 5))],
    ],
    forms: {
      do: [
        `[<list>|<return>|<find>|<make>|<build>] [all|all the|all possible] pairs [of|from] ${IT}`,
        `<pair> [each|every] [item|element] of ${IT} with [each|every] later [one|item|element]`,
        `<combine> [each|every] [item|element] of ${IT} with all [that come after it|that follow it|later ones]`,
      ],
      noun: [`the list of [all|all possible] pairs [of|from] ${IT}`],
      raw: [
        `[all|all possible] pairs [of|from|in] ${IT}`,
        `[everyone|every team] in the list plays [everyone else|every other team|against every other one] once, list the [games|matches]`,
        `which pairs can [i|you] [make|build] from ${IT}?`,
        `every [two|2] different [items|elements] of ${IT} as a pair`,
        `who shakes hands with whom? all pairs from items`,
      ],
    },
  }),
  level10s({
    id: 'anagram',
    title: 'whether two texts are anagrams',
    params: 's, t',
    code: () => `[...s].sort().join('') === [...t].sort().join('')`,
    run: (_, s: string, t: string) => {
      if (s.length !== t.length) return false;
      let rest = t;
      for (const x of s) {
        const at = rest.indexOf(x);
        if (at < 0) return false;
        rest = rest.slice(0, at) + rest.slice(at + 1);
      }
      return true;
    },
    args: (random) => {
      const s = word(random);
      const mixed = random.shuffle(Array.from(s)).join('');
      return [
        s,
        random.chance(0.5)
          ? mixed
          : random.pick([
              word(random),
              `${mixed}e`,
              mixed.slice(1),
              `${mixed.slice(1)}${mixed.slice(-1)}`,
              `${mixed.slice(1)}z`,
            ]),
      ];
    },
    forms: {
      whether: [
        '[s and t|two words|two texts|the words s and t] are anagrams [of each other|]',
        '[s is|the word s is|one word is] an anagram of the other',
        '[s and t|two words|two texts] [have|consist of|are made of] the same letters [in another order|in a different order|in any order]',
        '[i|you|one] can [make|build|form] t by rearranging [the letters of s|all letters of s]',
      ],
      raw: [
        'are [s and t|two words|the words s and t] anagrams [of each other|]?',
        'is s an anagram of t?',
        'anagram [test|check] [for|of] [s and t|two words]',
        'do [s and t|two words] have [exactly|] the same letters[, in any order|, in a different order|]?',
        'can i rearrange the letters of s to get t?',
        'listen and silent are anagrams: are s and t anagrams too?',
      ],
    },
  }),
  level10s({
    id: 'run-length',
    title: 'count repeated letters in a row',
    params: 's',
    code: () => String.raw`s.replace(/(.)\1*/g, (m, x) => x + m.length)`,
    run: (_, s: string) => {
      let out = '';
      for (let i = 0; i < s.length;) {
        let end = i;
        while (end < s.length && s.charAt(end) === s.charAt(i)) end++;
        out += s.charAt(i) + String(end - i);
        i = end;
      }
      return out;
    },
    args: (random) => [
      Array.from({ length: random.int(0, 5) }, () =>
        random.pick(['a', 'b', 'c', 'x']).repeat(random.pick([1, 1, 2, 3, 4, 11])),
      ).join(''),
    ],
    forms: {
      do: [
        '[<compress>|<encode>|<pack>] [s|the text|a text|the string] [with|by|using] run length encoding',
        '<encode> [s|the text|a text|a string] by run lengths',
        '<replace> [each|every] run of [equal|the same|repeated] letters in [s|the text|a text] [by|with] the letter and [its count|how often it stands there|the length of the run]',
        '<write> [each|every] letter of [s|the text] followed by how [often|many times] it is repeated in a row',
      ],
      noun: ['the run length encoding of [s|the text|a text|a string]', 'the run-length code of [s|the text]'],
      raw: [
        'aaab becomes a3b1: [do this for s|do that with the text s|the same for the text s]',
        'run length encoding [of|for] [s|a text|the text|a string]',
        'run-length encode [s|a text|the string]',
        'aabbb to a2b3, [how do i do that with s?|do this with the text|for any text s]',
        'count equal letters in a row: aaab gives a3b1',
      ],
    },
  }),
];

export const level10: readonly Skill[] = [
  ...classics,
  ...digitSkills,
  ...numberTheory,
  ...series,
  ...repeated,
  ...nested,
  ...sequences,
];
