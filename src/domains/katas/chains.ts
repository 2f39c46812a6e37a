// The grammar of level 8: filter, map and reduce fragments, each with its own code, reference and phrase pieces, and the ways to put them together.
// Which combinations become skills is level-08.ts. A fragment is written once and used by all its combinations.

import type { Json } from '../../lib/json.ts';
import type { Rng } from '../../lib/rng.ts';
import { NUMBERS, WORDS } from './filter-forms.ts';
import type { ListKind } from './filter-forms.ts';
import type { Constants, Forms, Skill } from './skill.ts';

type Slots = Skill['slots'];
type Accept = Skill['accept'];

/** Keeps some items. `kept`, `dropped`: plural noun phrases without article; `one`: singular; `when`: JavaScript over x, also used in terse requests. */
export type Filter<T> = {
  name: string;
  slots?: Slots;
  accept?: Accept;
  when: (c: Constants) => string;
  spoken: string;
  keep: (c: Constants, x: T) => boolean;
  kept: string;
  one: string;
  dropped: string;
  args: (random: Rng, c: Constants) => T[];
  hit: (random: Rng, c: Constants) => T;
};

/** Changes every item. `verb`: a verb phrase around an object; `done`: what follows "each", `past` what follows "was"; `noun`: the results as a noun phrase, where people have one. */
export type Change<T> = {
  name: string;
  slots?: Slots;
  to: (c: Constants) => string;
  spoken: string;
  apply: (c: Constants, x: T) => Json;
  verb: (object: string) => string;
  done: string;
  past: string;
  noun?: (object: string) => string;
};

/** Makes one value. `verb`, `noun`: phrases around an object, `them`: the verb phrase for what was just named; `ask`: a question around one; `pick`: superlative for "the largest even number". */
export type Fold = {
  name: string;
  wrap: (list: string) => string;
  run: (list: readonly Json[]) => Json;
  verb: (object: string) => string;
  them: string;
  noun: (object: string) => string;
  ask?: (object: string) => string;
  pick?: string;
  needsOne?: boolean;
};

type Kept = { kept: string; dropped: string; one: string; spoken: string };
type Changed = {
  verb: (object: string) => string;
  done: string;
  past: string;
  spoken: string;
  noun?: (object: string) => string;
};
type Chain<T> = {
  id: string;
  title: string;
  filter?: Filter<T>;
  change?: Change<T>;
  fold?: Fold;
  args?: (random: Rng, c: Constants) => T[];
};

const plain = (text: string): string => text.replaceAll(/<([a-z ]+)>/g, '$1');
const REST = '[the rest|the others|what is left|the remaining ones]';
const THEM = '[them|them|each of them]';

function filterChange({ box, full }: ListKind, f: Kept, m: Changed): Forms {
  const all = `[the|all|all the|] ${f.kept} [in ${box}|of ${box}|from ${box}|||]`;
  const noun = m.noun?.(`[the|all|all the|] ${f.kept} [in ${box}|of ${box}|||]`);
  return {
    do: [
      `[<keep>|<take>|<select>|<pick>|<find>] [only|] ${all} and [then|] ${m.verb(THEM)}`,
      `[<remove>|<drop>|<throw away>|<ignore>|<leave out>] [the|all|all the|] ${f.dropped} [in ${box}|from ${box}|||] and ${m.verb(REST)}`,
      `<filter> ${full} [for|down to|to keep] [only|] [the|] ${f.kept} and [then|] ${m.verb(THEM)}`,
      `[<return>|<give back>|<list>|<collect>] ${all}, [each|all of them|each one] ${m.done}`,
      `${m.verb(`[only|just] the ${f.kept} [in ${box}|of ${box}|||]`)} and [<drop>|<leave out>|<forget>|<throw away>] [the rest|the others|all others|everything else]`,
      ...(noun ? [`[<return>|<list>|<collect>|<compute>|<get>] [only|] the ${noun}`] : []),
    ],
    raw: [
      `${all}, [each|all|all of them|each one] ${m.done}`,
      `first [keep|select|take|pick] [only|] [the|all|] ${f.kept} [in ${box}|of ${box}|||], then ${plain(m.verb(THEM))}`,
      `[a list of|give me|i want|i need|show me] [the|all|all the] ${f.kept} [in ${box}|of ${box}|from ${box}|||], [each|all of them|but] ${m.done}`,
      `[filter|list filter|filter the list by|filter where] ${f.spoken}, [then|and then|then] map ${m.spoken}`,
      `what do i get [if|when] i take [the|all|all the|] ${f.kept} [in ${box}|of ${box}|from ${box}] and ${plain(m.verb(THEM))}?`,
      `[no|without|leave out the] ${f.dropped}, and ${plain(m.verb(`[the others|all others|the rest|the remaining ones]`))}`,
      ...(noun ? [`[the|] ${noun}`, `[give me|i want|i need|show me|return] [a list of|only|] the ${noun}`] : []),
    ],
  };
}

function filterFold(kind: ListKind, f: Kept, r: Fold): Forms {
  const { box, full } = kind;
  const all = `[the|all|all the|only the|] ${f.kept} [in ${box}|of ${box}|from ${box}|||]`;
  const picked = r.pick ? `${r.pick} ${f.one} [in ${box}|of ${box}|||]` : '';
  return {
    do: [
      ...(r.pick
        ? [
            `[<find>|<return>|<get>|<give back>|<pick>|<compute>] the ${picked}`,
            `[<find>|<get>|<return>] the ${r.noun(all)}`,
          ]
        : [r.verb(all), `[<compute>|<find>|<return>|<calculate>|<work out>|<get>] the ${r.noun(all)}`]),
      `[<keep>|<select>|<take>|<pick>] [only|] [the|all|] ${f.kept} [in ${box}|of ${box}|from ${box}|||] and [then|] ${r.them}`,
      `[<ignore>|<leave out>|<skip>|<remove>|<drop>] [the|all|all the|] ${f.dropped} [in ${box}|from ${box}|||] and ${r.verb(REST)}`,
      `<filter> ${full} [for|down to] [the|] ${f.kept} and [then|] ${r.them}`,
      `<go through> ${full} and ${r.verb(`[only the|just the|the] ${f.kept}`)}`,
    ],
    noun: [...(r.pick ? [`the ${picked}`] : []), `the ${r.noun(all)}`],
    raw: [
      ...(r.pick
        ? [
            `[what|which] is the ${picked}?`,
            picked,
            `of all [the|] ${f.kept} [in ${box}|of ${box}|||], [which|what] is the ${r.pick}?`,
          ]
        : [`what is the ${r.noun(all)}?`, r.noun(all)]),
      ...(r.ask ? [r.ask(`[the|all|all the] ${f.kept} [in ${box}|of ${box}|||]`)] : []),
      `[filter|list filter|filter the list by|filter where] ${f.spoken}, [then|and then] ${plain(r.them)}`,
      `from ${full} [take|use|keep] [only|just] [the|] ${f.kept} and ${plain(r.them)}`,
    ],
  };
}

function changeFold({ box, full, noun: items }: ListKind, m: Changed, r: Fold): Forms {
  const every = `[[each|every] [number|value|element] [in ${box}|of ${box}]|all [numbers|values] [in ${box}|of ${box}]]`;
  const all = `[the|all|all the] ${items} [in ${box}|of ${box}]`;
  const noun = m.noun?.(all);
  const results = '[the results|all results|the new values]';
  return {
    do: [
      `${m.verb(every)} and [then|] ${r.verb(results)}`,
      `[<find>|<compute>|<return>|<calculate>] the ${r.noun(`${all}, each ${m.done}`)}`,
      `[<compute>|<find>|<return>|<calculate>] the ${r.noun(`${full} after each [number|value] [was|is] ${m.past}`)}`,
      ...(noun ? [`[<find>|<compute>|<return>|<calculate>] the ${r.noun(`the ${noun}`)}`] : []),
    ],
    noun: [`the ${r.noun(`${all}, each ${m.done}`)}`, ...(noun ? [`the ${r.noun(`[the|all|] ${noun}`)}`] : [])],
    raw: [
      `first ${plain(m.verb(every))}, then ${plain(r.verb(results))}`,
      `what is the ${r.noun(noun ? `[the|all|] ${noun}` : `${all} if each [one|] [is|gets] ${m.past}`)}?`,
      `[map|list map] ${m.spoken}, [then|and then] ${plain(r.them)}`,
      `what do i get [if|when] i ${plain(m.verb(every))} and ${plain(r.verb(results))}?`,
      `${r.noun(noun ? `[the|all|] ${noun}` : `${all}, each ${m.done}`)}`,
    ],
  };
}

function filterChangeFold(kind: ListKind, f: Kept, m: Changed, r: Fold): Forms {
  const { box, full } = kind;
  const all = `[the|all|all the] ${f.kept} [in ${box}|of ${box}|from ${box}|||]`;
  const noun = m.noun?.(`[the|all|all the] ${f.kept} [in ${box}|of ${box}|||]`);
  const results = '[the results|all results|the results]';
  return {
    do: [
      `[<keep>|<take>|<select>|<pick>] [only|] ${all}, ${m.verb('[them|each of them]')} and [then|] ${r.verb(results)}`,
      `${m.verb(all)} and [then|] ${r.verb(results)}`,
      `[<ignore>|<leave out>|<remove>|<drop>] [the|all|] ${f.dropped} [in ${box}|from ${box}|||], ${m.verb(REST)} and ${r.verb(results)}`,
      `[<compute>|<find>|<return>|<calculate>] the ${r.noun(noun ? `[the|all|] ${noun}` : `${all}, each ${m.done}`)}`,
      `<filter> ${full} for [the|] ${f.kept}, ${m.verb('[them|each of them]')} and ${r.verb(results)}`,
    ],
    noun: [
      `the ${r.noun(noun ? `[the|all|] ${noun}` : `${all}, each ${m.done}`)}`,
      `the ${r.noun(`${all}, [all|each] ${m.done}`)}`,
    ],
    raw: [
      `first [keep|take|select] ${all}, then ${plain(m.verb('them'))}, [then|and then|and at last] ${plain(r.verb(results))}`,
      `what is the ${r.noun(noun ? `[the|all|] ${noun}` : `${all}, each ${m.done}`)}?`,
      `[filter|list filter] ${f.spoken}, [then|] map ${m.spoken}, [then|] ${plain(r.them)}`,
      `what do i get [if|when] i ${plain(m.verb(all))} and ${plain(r.verb(results))}?`,
      `${r.noun(noun ? `[the|all|] ${noun}` : `${all}, each ${m.done}`)}`,
    ],
  };
}

function formsOf(kind: ListKind, filter?: Kept, change?: Changed, fold?: Fold): Forms {
  if (filter && change) return fold ? filterChangeFold(kind, filter, change, fold) : filterChange(kind, filter, change);
  if (fold && filter) return filterFold(kind, filter, fold);
  return change && fold ? changeFold(kind, change, fold) : {};
}

/** One skill from two or three fragments of one kind of list. Arguments are the filter's, with a passing item added where the fold needs one. */
export function chain<T extends Json>(
  kind: 'numbers' | 'words',
  { id, title, filter, change, fold, args }: Chain<T>,
): Skill {
  const list = kind === 'numbers' ? NUMBERS : WORDS;
  const params = kind === 'numbers' ? 'list' : 'words';
  return {
    id,
    level: 8,
    title,
    params,
    slots: { ...filter?.slots, ...change?.slots },
    ...(filter?.accept ? { accept: filter.accept } : {}),
    code: (c) => {
      const kept = filter ? `${params}.filter((x) => ${filter.when(c)})` : params;
      const changed = change ? `${kept}.map((x) => ${change.to(c)})` : kept;
      return fold ? fold.wrap(changed) : changed;
    },
    run: (c, items: T[]) => {
      const out: Json[] = [];
      for (const x of items) if (!filter || filter.keep(c, x)) out.push(change ? change.apply(c, x) : x);
      return fold ? fold.run(out) : out;
    },
    args: (random, c) => {
      const made = (args ?? filter?.args ?? (() => []))(random, c);
      return [filter && fold?.needsOne ? random.shuffle([...made, filter.hit(random, c)]) : made];
    },
    forms: formsOf(list, filter, change, fold),
  };
}
