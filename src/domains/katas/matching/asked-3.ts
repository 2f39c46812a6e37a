// How people might ask for the skills of levels 5 and 6, in their own words: short, indirect, told as a little story. Only the matcher reads these; tasks
// are never made from them. Data only: phrases of one skill between ` // `, constants as in its forms (`{a}`).

export const asked3: Readonly<Record<string, string>> = {
  'add-to-each':
    'add {a} to every number in the list // all prices go up by {a} // give everyone {a} extra points // each value plus {a} // list.map(x => x + {a}) // all employees get {a} more // raise the numbers by {a} one by one // each of the ages in {a} years // add {a} to all elements',
  'subtract-from-each':
    'take {a} off every number // all prices drop by {a} // each value minus {a} // everybody loses {a} points // all prices minus a coupon of {a} // lower the numbers by {a} one by one // each age {a} years ago // {a} less for every element',
  'multiply-each':
    'multiply every number by {a} // each value times {a} // scale the whole list by {a} // all quantities {a} times bigger // convert all amounts at a rate of {a} // {a} times each of the numbers // cook for more people: all quantities times {a}',
  'divide-each':
    'divide every number by {a} // each value over {a} // split all amounts by {a} // every price as a {a}th of it // every number as a fraction with denominator {a} // each amount per person for {a} people // all numbers over {a}',
  'double-each':
    'twice every number // all values doubled // each item two times // list with everything times 2 // two of everything on the list // the numbers, each doubled // twice the price for all items',
  'halve-each':
    'half of every number // all prices at 50 percent // cut each value in two // the numbers, each halved // half of all amounts // everything at half price',
  'square-each':
    'every number times itself // the squares of the list // each value to the power of 2 // all numbers squared // areas of squares with these sides // each element to the second power',
  'square-root-each':
    'root of every number // sqrt of all the values // for each area in the list the side of the square // the root of each element // sides of squares with these areas // all numbers, square rooted',
  'negate-each':
    'flip the sign of all numbers // every value with the opposite sign // make income into expense in the whole list // plus and minus swapped for all elements // each number with reversed sign // all numbers times -1',
  'absolute-each':
    "remove the minus signs in the list // magnitude of every number // all values made positive // only the size of the numbers, no signs // each element's absolute value // negative ones turned positive in the list",
  'round-each':
    'round all numbers in the list // every value to the nearest integer // no decimals in the list please // whole numbers instead of decimals for all elements // each price to the nearest euro // round every measurement',
  'remainder-each':
    'every number modulo {a} // what is left of each value after dividing by {a} // rest by {a} for all numbers // all numbers mod {a} // the rest of each element after division by {a} // what is over for each when packed by {a}',
  'multiply-add-each':
    'times {a} plus {b} for every number // multiply each by {a} then add {b} // each value x becomes {a}x + {b} // each element times {a} and then plus {b} // all numbers: multiply with {a}, add {b} // {b} added to {a} times every number',
  'cap-each':
    'no value in the list above {a} // limit each number to {a} // anything over {a} becomes {a}, for the whole list // cut all numbers down to {a} where they are larger // maximum {a} for every element // nobody gets more than {a}: correct the list',
  'increase-percent-each':
    'raise all prices by {a} percent // every value {a}% higher // add {a}% to each number // all salaries up {a} percent // each price with {a}% tax on top // every element grows by {a} percent',
  'is-greater-each':
    'for every number say whether it is over {a} // list of true and false, true where the value exceeds {a} // which are above {a}, as booleans // true or false for each: above {a}? // per element, did it exceed {a} // a yes/no list for being over {a}',
  'is-even-each':
    'for every number say whether it is even // list of booleans, true for even ones // true or false per item, even or not // true or false for each: even? // per element, is it even // a yes/no list for evenness',
  'even-odd-label-each':
    "'even' or 'odd' for every number // list of the words even and odd // name each number even or odd // per element the word even or odd // a list saying even, odd, odd ... for the numbers // classify every number as 'even' or 'odd'",
  'numbers-to-texts':
    "every number as a string // turn a list of numbers into texts // stringify all the values // 5 to '5' for the whole list // make strings of the numbers // each number converted into text",
  'negatives-to-zero':
    'negative values become zero // replace everything below zero with 0 // no value under 0, use 0 instead // no negative stock, make it 0 // all elements below 0 are set to 0 // lift the negative ones up to zero',
  'add-position-each':
    'add to every number its index // each value plus its place in the list // item 0 gets 0 more, item 1 gets 1 more // each number plus its index // element i gets i added // the first stays, the second plus 1, the third plus 2',
  lengths:
    'how long is each word // the number of letters of every word // word lengths as a list // letter counts of the words // for every string its length // how many characters has each entry',
  'upper-each':
    'every word in capitals // shout all the words // uppercase the whole list of strings // all strings to upper case // capital letters for the whole list of names // every entry shouted',
  'lower-each':
    'every word in small letters // lowercase all strings of the list // no capitals in any of the words // all strings to lower case // small letters for all the entries // every tag in lowercase',
  'capitalize-each':
    'first letter of every word big // each name with a capital // start every string in the list with a capital letter // names with a big initial each // every entry starts with upper case // anna, bob to Anna, Bob',
  'reverse-each':
    'spell every word backwards // each string from back to front // turn all the words around // flip every string // each entry written from the end // all words mirrored one by one',
  'trim-each':
    'remove the spaces around every entry // clean each string of outer blanks // no whitespace at the ends of the words // cut the blanks around each string // clean all entries of outer spaces // every line without leading or trailing space',
  'append-to-each':
    'put {w} after every word // each word ends with an additional {w} // stick {w} behind all the strings // add the ending {w} to each name // add {w} behind each string // every entry followed by {w} // all the words plus {w}',
  'prepend-to-each':
    'put {w} before every word // each word gets {w} in front // start all the strings with {w} // add the prefix {w} to each name // add {w} before each string // {w} followed by every entry // all names with {w} put in front',
  'first-letter-each':
    'the initial of every word // just the first character of each string // what letter does each word begin with // the initials of the names as a list // first character of all entries // one letter per word, the first',
  'first-chars-each':
    'the first {a} letters of every word // cut each string after {a} characters // shorten all names to {a} letters // only {a} letters of each, from the start // abbreviate all months to {a} letters // every entry cut to its first {a} characters',
  'contains-each':
    'for every word say whether it has {w} in it // true or false per string, does it contain {w} // list of booleans, true where {w} occurs // per string, is {w} in it // a yes/no list: does the entry contain {w} // true or false for each text with {w}',
  'replace-each':
    'change {p} to {q} in every word // in all strings write {q} instead of {p} // swap {p} for {q} throughout the list // every {p} becomes {q} in all the entries // each string with {q} in place of {p} // correct {p} to {q} in the whole list of texts',
  'texts-to-numbers':
    "turn the strings into numbers // parse every text as a number // a list of numerals as real numbers // '5' to 5 for the whole list // make numbers of the strings // convert each text into a number",
  'number-each-line':
    'put 1., 2., 3. in front of the lines // number the entries like a to-do list // every line with its number, a dot and a space before it // a numbered list from lines // 1. apples 2. pears and so on // write the number before every entry',
  'filter-greater':
    'only numbers over {a} // keep what is bigger than {a} // which values exceed {a} // throw away everything up to {a} // list entries above {a} // who scored more than {a} // anything bigger than {a} // which of my readings were over {a} // let only the values beyond {a} through // prices higher than {a}, the others are not interesting // drop small ones, {a} and under',
  'filter-less':
    'only numbers under {a} // keep what is smaller than {a} // values below {a} // throw away everything from {a} up // i can spend less than {a}, which prices fit // anything smaller than {a} // which of my readings were under {a} // let only values below {a} through // prices lower than {a}, the others are too high // drop big ones, {a} and over',
  'filter-at-least':
    'only numbers of {a} or more // keep everything not below {a} // values >= {a} // remove all that is less than {a} // adults only: ages from {a} on // the numbers starting from {a} // who has {a} points or more // only those that make the minimum of {a} // nothing under {a} should stay',
  'filter-at-most':
    'only numbers of {a} or less // keep everything not above {a} // values <= {a} // remove all that is more than {a} // my limit is {a}, which of the prices do not go over it // the numbers up to {a}, that one included // who has {a} points or fewer // only those within the maximum of {a} // nothing over {a} should stay',
  'filter-between':
    'only numbers from {a} to {b} // keep what lies between {a} and {b} // values in the range {a} - {b} // {a} at the least and {b} at the most, drop the others // values from {a} up to {b}, borders included // which are not smaller than {a} and not bigger than {b} // the ages between {a} and {b} // only what fits in {a} to {b}',
  'filter-outside':
    'no numbers between {a} and {b} // keep what is under {a} or over {b} // only values out of the range {a} to {b} // throw out everything from {a} to {b} // values smaller than {a} or bigger than {b} // outliers: not from {a} to {b} // leave out the middle, {a} to {b} // which ones are not within {a} and {b}',
  'filter-even':
    'just the even ones // throw out odd numbers // keep numbers divisible by two // every even value of the list // 1 2 3 4 gives 2 4 // numbers that can be halved evenly // the even members of the list // odd ones out',
  'filter-odd':
    "just the odd ones // throw out even numbers // keep numbers that are not divisible by two // every odd value of the list // 1 2 3 4 gives 1 3 // numbers that can't be halved evenly // the odd members of the list // even ones out",
  'filter-divisible':
    "only multiples of {k} // keep numbers that {k} divides evenly // values with no remainder by {k} // throw out what can't be divided by {k} // those in the {k} times table // which numbers can be shared by {k} without rest // numbers with {k} as a factor",
  'filter-not-divisible':
    'no multiples of {k} // keep numbers that {k} does not divide // throw out everything divisible by {k} // values with a remainder when divided by {k} // those not in the {k} times table // which numbers leave a rest with {k} // numbers without {k} as a factor',
  'filter-divisible-either':
    'multiples of {k} or {m} // keep numbers divisible by {k} or by {m} or both // at least one of {k} and {m} must divide the number // in the {k} or the {m} times table // divisible by one of {k} and {m} // which can be shared by {k} or else by {m} without rest',
  'filter-last-digit':
    'numbers that end in {d} // keep values whose last digit is {d} // which of the numbers have {d} as the ones digit // which ones have a {d} at the end // last figure {d} // numbers finishing on {d}',
  'filter-positive':
    'only numbers above zero // throw out zero and the negative ones // keep the positive values // deposits only, no withdrawals // more than zero only // the numbers with a plus // incomes, not expenses // no zeros, no negatives',
  'filter-negative':
    'only numbers below zero // keep the negative values // just the ones with a minus // throw out zero and all positive numbers // less than zero only // the losses // temperatures below freezing, zero degrees // the minus numbers',
  'filter-nonzero':
    'throw out the zeros // list without 0 // everything but zero // keep what is not 0 // zeros are useless, remove them // whatever is different from 0 // every number except 0',
  'filter-not-equal':
    'remove every {a} from the list // list without {a} // everything but {a} // keep all numbers other than {a} // // each number unless it is {a} // get rid of the unlucky {a} // drop all occurrences of {a} // the list with the {a}s taken out',
  'filter-digit-count':
    'numbers with exactly {k} digits // keep values that are {k} digits long // only {k}-digit numbers // which ones have {k} digits // only numbers as long as {k} figures // of length {k} when written',
  'filter-integers':
    'only whole numbers // throw out those with decimals // keep the integers // values without a fractional part // no fractions // numbers without a point // keep 3, drop 3.5',
  'values-occurring-once':
    'only numbers that appear a single time // values that have no twin in the list // throw out everything that occurs more than once // the loners, values that are there exactly one time // drop every number that has a duplicate, all its copies too // unrepeated numbers',
  'words-longer':
    'words with more than {k} letters // keep the strings longer than {k} // only long words, over {k} characters // any word of over {k} characters // names that are longer than {k} // the lengthy ones, more than {k} letters',
  'words-shorter':
    'words with fewer than {k} letters // keep the strings shorter than {k} // only short words, under {k} characters // any word of under {k} characters // names that are shorter than {k} // the brief ones, less than {k} letters',
  'words-exact-length':
    'words with exactly {k} letters // keep the strings of length {k} // only {k}-letter words // words made of {k} letters exactly // names with a length of {k} // for a crossword: {k} letters',
  'words-with-letter':
    'words that have the letter {c} in them // keep strings with a {c} // which words contain {c} // any word in which {c} occurs // the strings where {c} is one of the letters // names having a {c}',
  'words-without-letter':
    "words that don't have the letter {c} // keep strings without a {c} // throw out all words that contain {c} // any word in which {c} does not occur // no {c} allowed in the words // names free of {c}",
  'words-with-text':
    'words that contain {w} // keep strings with {w} somewhere inside // which entries mention {w} // search the list for {w} // titles in which {w} is found // any entry containing {w} // grep for {w}',
  'words-starting-letter':
    'words that begin with the letter {c} // keep names starting with {c} // which words have {c} as their first letter // names under {c} in the phone book // entries with initial {c} // words where {c} comes first',
  'words-starting-text':
    'words that begin with {w} // keep strings with the prefix {w} // which entries start with {w} // autocomplete: entries that start like {w} // everything whose beginning is {w} // strings that open with {w} // keep the words that start with {w} // only the words beginning with {w}',
  'words-ending-text':
    'words that end in {w} // keep strings with the suffix {w} // which entries finish with {w} // file names that end in {w} // everything whose ending is {w} // strings that close with {w} // keep the words that end with {w} // only the words ending in {w}',
  'words-not-equal':
    'remove every {w} from the words // all words but {w} // keep strings other than {w} // list of words without {w} // each word unless it is {w} // get rid of the word {w} // the words other than {w} // drop all entries equal to {w}',
  'words-non-empty':
    "throw out the empty strings // list without empty texts // keep words that have at least one character // drop the '' entries // only strings that are not empty // no empty text in the result",
  'words-non-blank':
    'throw out strings of only spaces // keep entries that are not blank // list without blank lines // whitespace-only strings must go // lines with something on them // drop what is empty or just blanks',
  'words-capitalized':
    'words that begin with a capital // keep strings whose first letter is upper case // which words are written with a big initial // proper names: entries with a capital in front // strings starting with an upper case letter // Which ones start big',
  'words-with-digit':
    'words with a digit in them // keep strings that contain a number // which entries have figures in them // strings such as room12, with a number inside // entries that have at least one digit // any word where a figure occurs',
  'words-only-digits':
    "words made of digits alone // keep strings that consist only of numbers // which entries are purely numeric // strings such as '123' and no others // entries that are numbers in text form // words without anything but digits",
  'words-vowel-start':
    "words that begin with a vowel // keep strings starting with a, e, i, o or u // which words have a vowel first // words that take 'an' // entries with a vowel in front // names that start on a vowel",
  'words-email':
    'entries that look like email addresses // keep valid e-mails // which strings are mail addresses // pick the mail addresses // entries of the form name@host // which strings are emails',
  'items-truthy':
    'throw out falsy values // keep what counts as true // list without null, 0, empty strings and the like // remove empty values of any kind // only truthy things // whatever javascript calls true',
  'items-not-null':
    'throw out the nulls // list without null // keep everything that is not null // remove missing values, null // entries that are something other than null // skip each null',
  'items-numbers':
    'only the numbers of a mixed list // keep items of type number // throw out all that is not a number // entries that are numbers, not strings // filter by type number // numerical things only',
  'items-texts':
    'only the strings of a mixed list // keep items of type string // throw out all that is not text // entries that are strings, not numbers // filter by type string // textual things only',
  'unique-values':
    'drop the duplicates // every value just once // list without repeats // remove items that were there before // distinct items // only one of each // clean the list of doubles // same thing twice? keep the first // set of the items',
  'find-first-greater':
    'the first number over {a} // find the earliest value above {a} // first element that exceeds {a}, null if none does // which one is the first to go over {a} // first price above {a}, or null // scan from the left for something bigger than {a}',
  'items-every-other':
    'every second item, starting with the first // skip one, take one // items at even positions // one of two items // the 1st, 3rd, 5th item and so on // leave out each second item // alternate items',
  'common-values':
    'what both lists have in common // intersection of two lists // numbers found in list as well as in items // in both lists // shared numbers of two lists // overlap of list and items // which of my numbers were drawn',
  'values-missing-from-other':
    'what is in the first list but not in the second // difference of two lists // numbers of list that do not appear in items // not in the other list // list minus everything in items // which of mine does the other not have // still to buy: on the list but not among the items',
};
