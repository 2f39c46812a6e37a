// How people ask for a part of a list: the forms that all filter skills share, filled with the noun phrases of one skill.
// A skill adds its own forms; this file knows no skill.

import type { Forms } from './skill.ts';

/** Names of one kind of list and of what is in it. */
export type ListKind = { box: string; full: string; noun: string; one: string; many: string };

export const NUMBERS: ListKind = {
  box: '[list|list|the list|the list|a list|the array|an array|my list|the given list|this list|my array]',
  full: '[list|list|the list|the numbers|a list of numbers|the list of numbers|an array of numbers|my numbers|these numbers|the array|the given list|my list]',
  noun: '[numbers|numbers|numbers|values|values|elements|entries]',
  one: '[a number|a value|an element|an entry]',
  many: '[a list of numbers|some numbers|an array of numbers|a bunch of numbers|a lot of numbers|a row of numbers]',
};

export const WORDS: ListKind = {
  box: '[the list|the list|the list|the list|a list|the array|an array|my list|the given list|this list|a list of words|my word list]',
  full: '[words|words|the words|the list of words|a list of words|an array of strings|the strings|my words|these words|the given words|a list of texts|the array]',
  noun: '[words|words|words|words|strings|texts|entries]',
  one: '[a word|a word|a string|a text|an entry]',
  many: '[a list of words|some words|an array of strings|a bunch of words|a lot of words|a list of texts]',
};

export const ITEMS: ListKind = {
  box: '[items|items|the list|the list|a list|the array|an array|my list|the given list|this list]',
  full: '[items|items|the items|the list|a list of things|a mixed list|an array|the array|my list|the given list]',
  noun: '[items|items|values|elements|entries|things]',
  one: '[an item|a value|an element|an entry]',
  many: '[a list of things|a mixed list|an array|a list with all sorts of values]',
};

const SOME = '[only the|only|just the|all the|all|the|the|||]';

/**
 * `kept`: plural noun phrase without article. Its opposite: `dropped` when that is a plain phrase, `rest` when it is a negation (used less).
 * `are` and `is`: the predicate of what is kept. `except: false` leaves out "remove everything except …", which reads badly before a negation.
 */
export type FilterPhrases = {
  kept: string;
  dropped?: string;
  rest?: string;
  are?: string;
  is?: string;
  except?: false;
};

function keeping({ box, full, noun, many }: ListKind, { kept, are, except }: FilterPhrases): Forms {
  return {
    do: [
      `[<keep>|<keep>|<select>|<pick>|<choose>|<take>|<pick out>] ${SOME} ${kept} [in ${box}|from ${box}|||]`,
      `[<return>|<get>|<give back>|<find>|<list>|<collect>|<extract>|<output>|<show>|<fetch>] ${SOME} ${kept} [in ${box}|from ${box}|of ${box}|||]`,
      `<filter> [the|all|all the|only the|] ${kept} [from ${box}|in ${box}|of ${box}|||]`,
      `<filter> ${full} so that [only|just] [the|] ${kept} [remain|stay|are left|are kept|survive]`,
      `<filter> ${full} [to|down to|for|to get|to keep|and <keep>|and <return>] ${SOME} ${kept}`,
      `[<return>|<make>|<build>|<create>|<give back>] [a list|a new list|a list|an array|another list] [of|with|containing|that has|holding] ${SOME} ${kept} [from ${box}|in ${box}|||]`,
      `[<go through>|<loop over>|<look through>|<take>] ${full} and [<keep>|<collect>|<return>|<pick>] ${SOME} ${kept}`,
      ...(except === false
        ? []
        : [
            `[<remove>|<drop>|<throw away>|<delete>|<discard>] everything [from ${box}|in ${box}|||] [except|but|other than|apart from] [the|] ${kept}`,
          ]),
      `[<narrow> ${full} down to|<reduce> ${full} to|<limit> ${full} to|<cut> ${full} down to|<restrict> ${full} to] [only the|just the|the|] ${kept}`,
    ],
    raw: [
      `[give me|show me|i want|i need|get me|find me|list|please give me|i would like|print] ${SOME} ${kept} [in ${box}|from ${box}|||]`,
      `[from|out of|in|for] ${full}, [keep|take|give me|return|pick|select|i want|i need|show me] ${SOME} ${kept}`,
      `[the|all|all the|] ${kept} [in|from|of] ${box}`,
      `what are [the|all the|all] ${kept} [in|of] ${box}?`,
      `[only|only the|just|the|] ${kept} [should|may|must|can] [stay|remain|be kept|be left] [in ${box}|]`,
      `[only|just|nothing but] [the|] ${kept} [from ${box}|in ${box}|of ${box}|||][, please|]`,
      `[i have|i've got|i have got|i got] ${many}[, i|, and i|, but i] [want only|only want|need only|just need|want to keep only|would like just] [the|] ${kept}`,
      ...(are
        ? [
            `[which|which|what] ${noun} [in|from|of] ${box} ${are}?`,
            `[the|all|all the|only the|keep the|get the|return the|give me the] ${noun} [in|of|from] ${box} [that|which] ${are}`,
          ]
        : []),
    ],
  };
}

function dropping({ box, full }: ListKind, dropped: string): Forms {
  return {
    do: [
      `[<remove>|<remove>|<drop>|<delete>|<discard>|<throw away>|<throw out>|<get rid of>] [all|all the|the|any|every one of the|] ${dropped} [from ${box}|in ${box}|||]`,
      `[<leave out>|<skip>|<ignore>|<exclude>] [all|all the|the|any|] ${dropped} [from ${box}|in ${box}|||]`,
      `<return> ${full} [without|but without] [the|any|] ${dropped}`,
    ],
    raw: [
      `[${full} without|${full} minus|a copy of ${full} without] [the|any|all|] ${dropped}`,
      `[i don't want|i do not want|i don't need|take out|kick out|strip out|no need for] [the|any|] ${dropped} [in ${box}|from ${box}|||]`,
      `[all|all the|the|any|] ${dropped} [should be|must be|have to be|need to be|are to be] [removed|dropped|left out|deleted|thrown away] [from ${box}|]`,
      `what [is left|remains] of ${full} [when i remove|after removing|if you take away|without] [the|all|all the|any] ${dropped}?`,
    ],
  };
}

function excluding({ box }: ListKind, rest: string): Forms {
  return {
    do: [
      `[<remove>|<remove>|<drop>|<delete>|<discard>|<throw away>|<throw out>|<get rid of>|<leave out>|<exclude>|<skip>] [all|all the|the|any|] ${rest} [from ${box}|in ${box}|||]`,
    ],
    raw: [
      `[i don't want|i do not want|i don't need|take out|kick out|no need for] [the|any|] ${rest} [in ${box}|from ${box}|||]`,
    ],
  };
}

/** The shared forms for one skill, and `more` of its own. */
export function filterForms(kind: ListKind, phrases: FilterPhrases, more: Forms = {}): Forms {
  const kept = keeping(kind, phrases);
  const dropped = phrases.dropped ? dropping(kind, phrases.dropped) : phrases.rest ? excluding(kind, phrases.rest) : {};
  const single = phrases.is
    ? [
        `[keep|select|take|include|return] ${kind.one} [of ${kind.box}|from ${kind.box}|||] [only if|if|only when|when] it ${phrases.is}`,
      ]
    : [];
  return {
    do: [...(kept.do ?? []), ...(dropped.do ?? []), ...(more.do ?? [])],
    raw: [...(kept.raw ?? []), ...(dropped.raw ?? []), ...single, ...(more.raw ?? [])],
    ...(more.noun ? { noun: more.noun } : {}),
    ...(more.whether ? { whether: more.whether } : {}),
  };
}
