// How people might ask for the skills of levels 7 and 8, in their own words: short, indirect, told as a little story. Only the matcher reads these; tasks
// are never made from them. Data only: phrases of one skill between ` // `, constants as in its forms (`{a}`).

export const asked4: Readonly<Record<string, string>> = {
  'sum-list':
    'add everything up // total of the list // how much is it all together // sum of my expenses // what does the whole shopping list cost // how many points did we get altogether // the bill for all prices // one number: everything in the list added // grand total',
  'product-list':
    'multiply everything together // product of the list // all numbers times each other // all factors multiplied // take the numbers times one another // overall product',
  'average-list':
    'mean of the list // average grade // add all and divide by how many there are // typical value of the list // average score of the class // the mean // on average, how much // sum divided by count',
  'sum-squares':
    'square every number and add it all up // sum of the squares // total of all values times themselves // the squares, added // sum up every number squared // each value to the second power, all in one total',
  'sum-absolute':
    'sum of the magnitudes // add everything up ignoring minus signs // total of the absolute values // how far did i move in total if minus means back // total of the sizes without signs // sum of absolute values',
  'sum-from':
    "start at {a} and add the whole list // {a} plus all numbers of the list // opening balance {a}, add all the entries // begin with {a} in the cash box, add all payments // {a} as a start value, then everything from the list on top // the list's total plus {a}",
  'subtract-all-from':
    'start with {a} and take off every number // {a} minus all the expenses // what is left of a budget of {a} after paying everything in the list // {a} on the card, these are the purchases, what is still on it // from {a} subtract all elements // {a} reduced by the sum of the list',
  'running-total':
    'cumulative sums // after every item the total so far // the balance after each booking // partial sums // the sum up to each point // add up as you go and show every intermediate result',
  'max-list':
    'the biggest number // highest score of all // maximum of the list // how hot did it get at most, given all temperatures // the record value // the top value // who got the most points, how many // largest element // the most expensive price',
  'min-list':
    'the smallest number // lowest price of all // minimum of the list // how cold did it get at worst, given all temperatures // cheapest offer // the bottom value // least number of points // smallest element // what was the coldest day',
  'range-list':
    'biggest minus smallest // spread between the highest and the lowest // distance between minimum and maximum // how far are largest and smallest apart // max minus min // from the coldest to the hottest, how many degrees',
  'index-of-max':
    'where is the biggest number // position of the maximum // index of the highest value // at which place is the largest // on which day was it hottest, as an index // where does the maximum stand',
  'most-frequent':
    'the item that occurs most often // most common value // mode of the list // winner of the vote // which item appears more than any other // the favourite: most mentions // the commonest entry',
  'longest-word':
    'the word with the most letters // which string is the longest // the lengthiest word in the list // the longest string // word with the greatest length // which name has most characters',
  'shortest-word':
    'the word with the fewest letters // which string is the shortest // the shortest string // word with the smallest length // which name has fewest characters',
  'longest-length':
    'how long is the longest word // number of letters of the longest string // maximum word length // the length of the longest one // how many characters must the column hold // greatest word length',
  'total-length':
    "how many letters do all the words have together // total number of characters in the list // sum of the word lengths // all the words' letters counted together // characters in the list altogether // how long are the words in sum",
  'join-words':
    'put the words together with {c} between them // join the strings by {c} // one text, words separated by {c} // make one line with {c} as separator // words to a single string, {c} in the gaps // all the entries connected by {c}',
  'join-plain':
    'glue all the words together without anything between // concatenate the strings // one long word from all words // all strings in a row with no separator // melt the words into one // words to a single string, nothing in the gaps',
  'count-greater':
    'how many numbers are over {a} // number of values above {a} // count the entries that exceed {a} // how many scored more than {a} // how many are bigger than {a} // how often was it over {a} // number of days hotter than {a} // how many of the prices exceed {a}',
  'count-less':
    'how many numbers are under {a} // number of values below {a} // count the entries smaller than {a} // how many are smaller than {a} // how often was it under {a} // number of days colder than {a} // how many of the prices stay below {a}',
  'count-value':
    'how many times is {a} in the list // how often does {a} occur among the numbers // count the {a}s in the list // how frequently did i roll a {a} // occurrences of {a} in the list // how many entries equal {a}',
  'count-even':
    'how many even numbers are there // number of even values // count those divisible by two // how many are even // amount of even numbers // number of elements you can halve evenly',
  'count-odd':
    "how many odd numbers are there // number of odd values // count those not divisible by two // how many are odd // amount of odd numbers // number of elements that can't be halved evenly",
  'count-negative':
    'how many numbers are below zero // number of negative values // count the ones with a minus // how many are negative // amount of values less than 0 // on how many days was it below zero',
  'count-divisible':
    'how many multiples of {k} are in the list // number of values divisible by {k} // count those that {k} divides // how many can be shared by {k} without rest // amount of numbers in the {k} times table // how many have {k} as a factor',
  'count-word':
    'how often does {w} occur among the words // how many of the words are {w} // number of times {w} is in the list of words // number of entries that are exactly {w} // how many times did they say {w} // votes for {w}',
  'count-longer':
    'how many words have more than {k} letters // number of strings longer than {k} // count the long words, over {k} characters // how many names are over {k} letters long // amount of words longer than {k} // number of words with length above {k}',
  'count-starting':
    'how many words begin with {c} // number of strings starting with {c} // count the words with {c} as first letter // how many names have the initial {c} // amount of words that begin with {c} // how many entries start on {c}',
  'count-distinct':
    'how many different values are there // number of distinct items // count items, repeats only once // how many different ones // number of unique values // without counting doubles, how many',
  'any-greater':
    'is there a number over {a} // does any value exceed {a} // at least one above {a}? // did anybody score more than {a} // was it ever more than {a} // one of them bigger than {a}? // does some price exceed {a} // any element over {a}',
  'any-negative':
    'is there a number below zero // does the list have a negative value // at least one minus number? // was it ever below zero // one of them negative? // some element less than 0?',
  'all-greater':
    'are all numbers over {a} // does every value exceed {a} // is each of them above {a} // did everybody score more than {a} // each one bigger than {a}? // was it always more than {a} // do all prices exceed {a} // nobody at {a} or below?',
  'all-less':
    'are all numbers under {a} // is every value below {a} // does nothing reach {a} // each one smaller than {a}? // was it always less than {a} // do all prices stay below {a} // nobody at {a} or above?',
  'all-even':
    'are all numbers even // is every value divisible by two // no odd number in the list? // each one even? // only even numbers in there? // can all be halved evenly',
  'all-positive':
    'are all numbers above zero // is every value positive // no zero and no negative number in the list? // each one positive? // nothing at zero or below? // was the balance always above zero',
  'includes-value':
    'is {a} in the list // does the list have the number {a} // can {a} be found among the values // is the number {a} among them // did we draw {a} // does {a} occur in the list // is there a {a}',
  'any-word':
    'is the word {w} in the list // do the words include {w} // is {w} one of the strings // did anyone say {w} // is {w} among the words // does the list contain the string {w}',
  'all-longer':
    'do all words have more than {k} letters // is every string longer than {k} // no word of {k} letters or fewer? // each word longer than {k}? // are there no words with {k} or fewer characters // do all passwords have over {k} characters',
  'all-equal':
    'are all items the same // is every value identical // does the list hold only one kind of value // only one and the same value everywhere? // no two different items? // are they all identical',
  'has-duplicates':
    'does anything occur twice // is there a repeated value // are there duplicates in the list // is something in there more than once // did two people choose the same // any repeats?',
  'is-sorted':
    'is the list in ascending order // do the numbers never go down // is it already sorted // sorted from small to big? // each number at least as large as the one before? // is the order right',
  'filter-greater-map-multiply':
    'numbers over {a}, each times {b} // keep what is above {a} and multiply it by {b} // {b} times every value greater than {a} // values exceeding {a}, multiplied with {b} // drop everything up to {a}, the rest times {b} // for each number bigger than {a}: {b} times it',
  'filter-greater-map-add':
    'numbers over {a}, each plus {b} // keep what is above {a} and add {b} // those greater than {a} get {b} more, drop the others // values exceeding {a}, raised by {b} // drop everything up to {a}, the rest plus {b} // for each number bigger than {a}: add {b}',
  'filter-greater-map-square':
    'squares of the values over {a} // keep what is above {a} and square it // numbers bigger than {a}, each times itself',
  'filter-less-map-multiply':
    'numbers under {a}, each times {b} // keep what is below {a} and multiply it by {b} // {b} times every value less than {a} // values smaller than {a}, multiplied with {b} // drop everything from {a} on, the rest times {b} // for each number under {a}: {b} times it',
  'filter-less-map-add':
    'numbers under {a}, each plus {b} // keep what is below {a} and add {b} // those less than {a} get {b} more, drop the others // values smaller than {a}, raised by {b} // drop everything from {a} on, the rest plus {b} // for each number under {a}: add {b}',
  'filter-even-map-multiply':
    'even numbers times {b} // multiply the even ones by {b}, forget the odd ones // {b} times every even value // without the odd ones, everything times {b} // for each even number: {b} times it // evens multiplied with {b}',
  'filter-even-map-add':
    'even numbers plus {b} // add {b} to the evens, drop the odds // without the odd ones, everything raised by {b}',
  'filter-even-map-square':
    'squares of the even numbers // square the even ones, forget the odd ones // each even value times itself // without the odd ones, everything squared // for each even number: its square // evens to the second power',
  'filter-even-map-halve':
    'halves of the even numbers // halve the even ones, forget the odd ones // each even value divided by two // without the odd ones, everything halved // for each even number: half of it // evens over two',
  'filter-odd-map-multiply':
    'odd numbers times {b} // multiply the odds by {b}, drop the evens // without the even ones, everything {b} fold',
  'filter-odd-map-add':
    'odd numbers plus {b} // add {b} to the odd ones, forget the even ones // every odd value increased by {b} // without the even ones, everything plus {b} // for each odd number: add {b} // odds raised by {b}',
  'filter-odd-map-square':
    'squares of the odd numbers // square the odd ones, forget the even ones // each odd value times itself // without the even ones, everything squared // for each odd number: its square // odds to the second power',
  'filter-positive-map-multiply':
    'positive numbers times {b} // multiply those above zero by {b}, drop the rest // {b} times every positive value // without zero and negatives, everything times {b} // for each number above zero: {b} times it // positives multiplied with {b}',
  'filter-positive-map-square':
    'squares of the positive numbers // square those above zero, drop the rest // without zero and negatives, everything squared // for each number above zero: its square // positives to the second power',
  'filter-negative-map-absolute':
    'only the losses, written without minus // keep the negative numbers and drop their signs // sizes of the values below zero',
  'filter-divisible-map-divide':
    'take the multiples of {k} and divide them by {k} // numbers divisible by {k}, each over {k} // those that {k} divides, divided by {k} // keep the ones divisible by {k} and share each by {k} // how often does {k} fit into each of its multiples',
  'sum-of-greater':
    'sum of the numbers over {a} // add up everything above {a} // total of the payments greater than {a} // what do the ones bigger than {a} add up to // only amounts over {a} count for the total // sum, but skip everything that is not above {a}',
  'sum-of-less':
    'sum of the numbers under {a} // add up everything below {a} // total of the payments less than {a} // what do the ones smaller than {a} add up to // only amounts under {a} count for the total // sum, but skip everything that is not below {a}',
  'sum-of-even':
    'sum of the even numbers // add up the even ones only // total of all values divisible by two // what do the even ones add up to // only even numbers count for the total // sum without the odd ones',
  'sum-of-odd':
    'sum of the odd numbers // add up the odd ones only // total of all values not divisible by two // what do the odd ones add up to // only odd numbers count for the total // sum without the even ones',
  'sum-of-positive':
    'sum of the positive numbers // add up everything above zero // total of the deposits, ignore withdrawals // what do the positive ones add up to // all income together, no expenses // sum without the negative ones',
  'sum-of-negative':
    'sum of the negative numbers // add up everything below zero // total of the losses // what do the negative ones add up to // all expenses together, no income // sum of everything with a minus',
  'sum-of-divisible':
    'sum of the multiples of {k} // add up everything divisible by {k} // total of those that {k} divides // what do the multiples of {k} add up to // only numbers {k} divides count for the total // sum, but skip what is not divisible by {k}',
  'product-of-odd':
    'product of the odd numbers // multiply the odd ones together // all odd values times each other // odd numbers multiplied with each other // product without the even ones',
  'product-of-positive':
    'product of the positive numbers // multiply everything above zero together // positive numbers multiplied with each other // product without zero and negatives',
  'max-of-even':
    "the biggest even number // largest among the even ones // highest value divisible by two // top even value // of all the even numbers the greatest // maximum, odd ones don't count",
  'max-of-odd':
    "the biggest odd number // largest among the odd ones // highest value that is not even // top odd value // of all the odd numbers the greatest // maximum, even ones don't count",
  'max-of-less':
    'the biggest number under {a} // largest value still below {a} // most expensive thing cheaper than {a} // the greatest one that is smaller than {a} // just below {a}, which is the highest // maximum of everything under {a}',
  'max-of-divisible':
    'biggest multiple of {k} in the list // largest among those divisible by {k} // top number that {k} divides',
  'min-of-greater':
    'the smallest number over {a} // lowest value still above {a} // cheapest thing that costs more than {a} // the least one that is bigger than {a} // just above {a}, which is the lowest // minimum of everything over {a}',
  'min-of-even':
    "the smallest even number // lowest among the even ones // least even value // of all the even numbers the smallest // minimum, odd ones don't count",
  'min-of-odd': "smallest odd number // of all the odd ones the least // minimum, even ones don't count",
  'min-of-positive':
    'the smallest positive number // lowest value above zero // least value over zero // of all the positive numbers the smallest // minimum, ignoring zero and negatives',
  'sum-of-multiplied':
    'multiply each number by {b} and add it all up // sum of all values times {b} // total after every value is taken {b} times // every element times {b}, then everything added // total of the list after multiplying each with {b} // each costs {b} times more, what is the sum',
  'sum-of-added':
    'add {b} to each number and sum it all up // total after every value got {b} more // sum of all values each increased by {b} // every element plus {b}, then everything added // total of the list after raising each by {b} // shipping of {b} for each price, what is the sum',
  'max-of-squares':
    'the biggest square // square all numbers and take the largest // maximum of the squares // greatest of the squared numbers // square everything, which one is largest // highest square',
  'max-of-absolute':
    'largest magnitude in the list // which value is farthest from zero, its size // maximum without looking at the signs',
  'sum-of-squares-of-even':
    'square the even numbers and add them up // sum of the squares of even values // even numbers squared and summed // total of the squares, only even numbers // squares of the evens in one sum',
  'sum-of-squares-of-odd':
    'square the odd numbers and add them up // sum of the squares of odd values // odd numbers squared and summed // total of the squares, only odd numbers // squares of the odds in one sum',
  'sum-of-squares-of-greater':
    'square the numbers over {a} and add them up // sum of the squares of values above {a} // squares of what exceeds {a} in one total',
  'sum-of-multiplied-greater':
    'numbers over {a} times {b}, then the sum // take those above {a}, multiply each by {b} and add up // total of {b} times the values greater than {a} // of everything bigger than {a} take {b} times and sum it // keep values over {a}, times {b}, total // sum of {b} fold values above {a}',
  'sum-of-multiplied-even':
    'even numbers times {b}, then the sum // multiply the even ones by {b} and add up // total of {b} times the even values // of everything even take {b} times and sum it // keep evens, times {b}, total // sum of {b} fold even values',
  'sum-of-multiplied-positive':
    'positive numbers times {b}, then the sum // total of {b} times the values above zero // keep what is over 0, multiply by {b}, add it all',
  'upper-of-longer':
    'words of more than {k} letters in capitals // shout the words longer than {k}, drop the others // long words, more than {k} characters, in upper case // filter words over {k} letters, then uppercase them',
  'upper-of-starting':
    'words beginning with {c} in capitals // shout the words that start with {c}, drop the others // words with initial {c}, in upper case // filter words on {c}, then uppercase them',
  'upper-of-with-letter': 'words that contain {c} in capitals // shout the words having a {c} in them, drop the others',
  'reversed-of-longer':
    'words of more than {k} letters spelled backwards // reverse the words longer than {k}, drop the others // long words, more than {k} characters, mirrored // filter words over {k} letters, then flip them',
  'reversed-of-starting':
    'words beginning with {c}, spelled backwards // reverse the words with initial {c}, drop the others',
  'lengths-of-starting':
    'how long are the words beginning with {c} // lengths of the words that start with {c} // letter counts of the words that begin on {c} // filter words with initial {c}, then their lengths',
  'lengths-of-with-letter':
    'how long are the words with the letter {c} in them // lengths of the words that contain {c} // letter counts of the words in which {c} occurs // filter words having {c}, then their lengths',
  'join-of-longer':
    'words of more than {k} letters as one text with spaces // join the words longer than {k} // a sentence from the words longer than {k} // long words, over {k} letters, in one string with blanks',
  'join-of-starting':
    'words beginning with {c} as one text with spaces // join the words that start with {c} // a sentence from the words starting with {c} // words with initial {c} in one string with blanks',
  'total-length-of-longer':
    'how many letters do the words of more than {k} letters have together // total length of the words longer than {k} // characters altogether in words longer than {k} // sum of lengths, only words over {k} letters',
  'total-length-of-starting':
    'how many letters do the words beginning with {c} have together // sum of the lengths of words with initial {c}',
  'sort-take-largest':
    'the {k} biggest numbers, biggest first // top {k} // the {k} highest scores // the podium: {k} best in order // highest {k} values // the {k} largest // best {k} scores',
  'sort-take-smallest':
    'the {k} smallest numbers, smallest first // bottom {k} // the {k} lowest prices // the {k} cheapest in order // lowest {k} values // the {k} smallest // worst {k} scores',
  'sum-of-largest':
    'sum of the {k} biggest numbers // add up the top {k} // the best {k} results together // total of the {k} highest // how much are the best {k} together // the {k} largest added',
  'sum-of-smallest':
    'sum of the {k} smallest numbers // add up the lowest {k} // the cheapest {k} together // total of the {k} lowest // how much are the cheapest {k} together // the {k} smallest added',
  'second-largest':
    'the second biggest number // runner-up // silver medal score // next to the maximum // who is second: the value after the maximum // highest but one // the number in second place',
  'sort-unique':
    'sort and remove duplicates // every value once, in ascending order // distinct numbers from small to large // in order and without doubles // ascending and every value only one time // remove repeats, then order them',
  'sort-list':
    'put the numbers in order from small to large // ascending order // sort ascending // lowest first, highest at the end // order the scores, worst first',
  'sort-list-descending':
    'put the numbers in order from large to small // descending order // sort descending // highest first, lowest at the end // a ranking, best score on top',
  'sort-words':
    'alphabetical order for the words // sort the names from a to z // strings like in a dictionary // order the list of names by the alphabet',
  'sort-words-by-length':
    'shortest words first // sort strings by their length // short to long // from the shortest to the longest word // order strings by number of letters // words by size',
  median:
    'the middle value once sorted // median of the list // half of the values are below it // the one in the middle after sorting // central value // typical value in the sense of the median',
  'above-average':
    'numbers over the mean // values better than average // who is above the average of the list // values higher than the average // who beat the mean // which are over the average',
  'sum-of-first':
    'sum of the first {k} numbers // add up the leading {k} values // total of the first {k} entries // total of the {k} at the front // add only the first {k} // how much are the first {k} numbers together',
  'text-trim-lower':
    'remove outer spaces and make it lower case // clean up the text: trimmed and small letters // tidy input: no outer blanks, all small // normalize an email: trim, lowercase',
  'text-trim-upper':
    'remove outer spaces and make it upper case // clean up the text: trimmed and in capitals // tidy input: no outer blanks, all capitals // normalize a code: trim, uppercase',
  'text-split-trim':
    "split at commas and trim every part // comma separated values without the spaces around them // list from 'a, b , c' without blanks // cut at the commas, clean the pieces // comma list to clean entries",
  'text-split-numbers':
    "split at commas into numbers // comma separated numbers as a list // '1,2,3' becomes [1, 2, 3] // parse a csv line of numbers // numbers with commas between them as an array // text of figures and commas to a list of numbers",
  'text-split-sum':
    "sum of comma separated numbers in a text // add up the numbers of a text like '1,2,3' // total of numbers written with commas in a text // add the numbers in a csv line // '4,5,6' gives 15",
  'text-reverse-words':
    'the words of a sentence in reverse order // last word first, first word last // hello big world to world big hello // turn the word order around // read the sentence word by word from the end',
  'text-collapse-spaces':
    'only one space between words // several spaces become one // tidy up double blanks // multiple blanks reduced to single ones // no double spaces, none outside // normalize whitespace',
  'text-title-case':
    'every word of the sentence with a capital // title case // capitalize each word of the text // big initial for all words of a title // the quick fox to The Quick Fox // every word starts large',
  'text-acronym':
    'abbreviation from the first letters of the words // initials of a sentence in capitals // NASA from its long name // United Nations to UN // initials of the words in a text // short form with capitals out of a phrase',
  'text-sort-words':
    "words of the sentence in alphabetical order // sort the words of a text // alphabetize the words in a text // words in abc order in the same sentence // order a sentence's words from a to z",
  'text-sort-letters':
    'letters of the word in alphabetical order // sort the characters of a text // banana to aaabnn // the letters of s in order // alphabetize the characters in a word',
  'text-longest-word':
    'the longest word of a sentence // which word in the text has the most letters // which word is the longest in this sentence // longest one among the words in a text',
  'text-count-long-words':
    'how many words of the sentence have more than {k} letters // number of long words in the text, over {k} characters // number of words over {k} letters in the sentence // how many words in the text are longer than {k}',
  'text-unique-words':
    'every word of the sentence just once // remove repeated words from the text // the sentence without repeated words // each word of the text only one time // drop words that were already said',
  'initials-of-words':
    'the first letters of all words as one text // glue the initials of the list together // the first letters as one string // put the initials together // abbreviate a list of words by their first letters',
};
