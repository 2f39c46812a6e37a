// How people ask for one answer from a list: counting, and whether any or all items have a property. Shared forms, filled with the phrases of one skill.
// A skill adds its own forms; this file knows no skill.

import type { ListKind } from './filter-forms.ts';
import type { Forms } from './skill.ts';

/** `kept`: plural noun phrase without article ("numbers above {a}"); `are`: plural predicate ("are above {a}"). */
export function countForms(
  { box, full, noun }: ListKind,
  { kept, are }: { kept: string; are: string },
  more: Forms = {},
): Forms {
  return {
    do: [
      `<count> [the|all|all the||] ${kept} [in ${box}|of ${box}|from ${box}||]`,
      `<count> how many [${noun} [in|of|from] ${box} ${are}|${kept} there are [in ${box}|]]`,
      `[<find>|<return>|<get>|<calculate>|<work out>|<find out>|<determine>] how many [${noun} [in|of] ${box} ${are}|${kept} there are [in ${box}|]]`,
      `[<go through>|<loop over>|<look through>|<take>] ${full} and <count> [the|all|] ${kept}`,
      ...(more.do ?? []),
    ],
    noun: [`the [number|count|total number|number] of ${kept} [in ${box}|of ${box}||]`, ...(more.noun ?? [])],
    raw: [
      `how many ${kept} [are there|are|do i have|can you find] in ${box}?`,
      `how many ${noun} [in|of|from] ${box} ${are}?`,
      `how many of [the|my|these|the given] ${noun} ${are}?`,
      `[number of|count of|how many] ${kept} [in ${box}|]`,
      `[i need|i want|give me|show me|tell me] [the number of|a count of] ${kept} [in ${box}|]`,
      ...(more.raw ?? []),
    ],
    ...(more.whether ? { whether: more.whether } : {}),
  };
}

/** `one`: singular noun phrase without article ("number above {a}"); `is`: predicate; `trait`: what follows a form of "be". */
export type Property = { one: string; many: string; is: string; are: string; trait?: string };

export function anyForms(
  { box, noun, one: single }: ListKind,
  { one, many, is, are, trait }: Property,
  more: Forms = {},
): Forms {
  const bare = withoutArticle(single);
  return {
    ...(more.do ? { do: more.do } : {}),
    whether: [
      `[any|some|at least one] ${bare} [in|of] ${box} ${is}`,
      `there is [a|at least one|any|some] ${one} in ${box}`,
      `${box} [contains|has|includes|holds] [a|at least one|any|some] ${one}`,
      `[any|some] of [the|my|these|the given] ${noun} ${are}`,
      `there are any ${many} in ${box}`,
      ...(more.whether ?? []),
    ],
    raw: [
      `is there [a|any|at least one|some] ${one} in ${box}?`,
      `are there any ${many} in ${box}?`,
      `does ${box} [contain|have|include|hold] [a|any|at least one|some] ${one}?`,
      `[true|return true] if ${box} [has|contains] [a|any|at least one] ${one}`,
      ...(trait
        ? [`is any ${bare} [in|of] ${box} ${trait}?`, `are any [of the|] ${noun} [in|of] ${box} ${trait}?`]
        : []),
      ...(more.raw ?? []),
    ],
  };
}

const withoutArticle = (one: string): string => one.replaceAll(/\ban? /g, '');

/** `not`: the opposite predicate, singular. */
export function allForms(
  { box, noun, one: single }: ListKind,
  { many, is, are, trait, not }: Omit<Property, 'one'> & { not?: string },
  more: Forms = {},
): Forms {
  const bare = withoutArticle(single);
  return {
    ...(more.do ? { do: more.do } : {}),
    whether: [
      `[all|all the|all of the] ${noun} [in|of] ${box} ${are}`,
      `[every|each|every single] ${bare} [in|of] ${box} ${is}`,
      `${box} [contains|has|holds] [only|nothing but|just] ${many}`,
      `all of [the|my|these|the given] ${noun} ${are}`,
      ...(not
        ? [`[no|not a single] ${bare} [in|of] ${box} ${not}`, `none of [the|my|these|the given] ${noun} ${not}`]
        : []),
      ...(more.whether ?? []),
    ],
    raw: [
      `does ${box} [contain|have|hold] [only|nothing but] ${many}?`,
      `are there only ${many} in ${box}?`,
      `[return true|true] [if|when|only if] all [the|] ${noun} [in|of] ${box} ${are}[, else false|, otherwise false|]`,
      ...(trait
        ? [
            `are all [the|of the|] ${noun} [in|of] ${box} ${trait}?`,
            `is [every|each|every single] ${bare} [in|of] ${box} ${trait}?`,
            `is everything in ${box} ${trait}?`,
          ]
        : []),
      ...(more.raw ?? []),
    ],
  };
}
