// How people might ask for the skills of levels 9 and 10, in their own words: short, indirect, told as a little story. Only the matcher reads these; tasks
// are never made from them. Data only: phrases of one skill between ` // `, constants as in its forms (`{a}`).

export const asked5: Readonly<Record<string, string>> = {
  'record-get':
    "the {f} of the record // value of the field {f} // what is stored under {f} // read {f} from the object // look up {f} in the object // which {f} does the record have // the record's {f} // give me its {f}",
  'record-set':
    'set {f} to {w} // change the field {f} of the record to {w} // a copy of the object whose {f} is {w} // overwrite {f} with {w} // the same object with {w} as {f} // put {w} into {f} // its {f} should now be {w}',
  'record-add-to':
    'raise the field {f} by {a} // add {a} to the {f} of the record // {a} more in {f} // {a} more for {f} in the object // increase its {f} by {a} // a copy with {f} up by {a}',
  'record-omit':
    'the record without its {f} // delete the field {f} // hide {f} from the object // everything but {f} from the object // a copy without {f} // drop the {f} of the record // strip the key {f}',
  'record-pick':
    'only {f} and {g} of the record // keep nothing but the fields {f} and {g} // an object with {f} and {g} alone // a smaller object, just {f} and {g} // show nothing else than {f} and {g} // take {f} and {g} out of the record',
  'record-rename':
    'call the field {f} {g} from now on // rename the key {f} to {g} // {f} should be named {g} // the property {f} gets the new name {g} // key {f} becomes key {g} // same value, but under {g} where it was {f}',
  'record-has':
    'does the record have a {f} // is there a field called {f} // is {f} a key of the object // is {f} there as a key // does the object own {f} // has it got a {f}',
  'record-default':
    '{f} is {w} unless it is set // if the record has no {f}, use {w} // fill in {w} when {f} is missing // if there is no {f} make it {w} // standard value {w} for {f} // {f} falls back to {w} // add {f} {w} only when absent',
  'record-keys':
    'names of all fields // list the keys // which properties does the object have // the names in the object // all keys // what fields are there',
  'record-values':
    'all the values of the object // list what is stored, without the keys // values only // the values in the object // everything to the right of the colons // what is stored in it',
  'record-entries':
    'key and value pairs as a list // object to a list of pairs // the object as pairs // every key together with its value // [key, value] list out of a record',
  'record-from-pairs':
    'build an object from key value pairs // pairs to a record // a list of [key, value] as an object // pairs as an object // the list of two-element lists becomes an object // make a dictionary from pairs',
  'record-size':
    'how many fields does the object have // number of keys // count the properties // how many keys // how big is the object // number of properties it has',
  'record-invert':
    'swap keys and values // make the values the keys // look it up the other way round // values to keys and keys to values // swap both sides of the object // reverse lookup table',
  'record-merge':
    'put two objects together, the second wins // merge o and p // combine two records into one // both objects in one // overlay p on o // all keys of two records, p has priority',
  'record-sum-values':
    'add up all the values of the object // total of what is stored under all keys // sum over all keys // add what is in the object // total of the amounts per name',
  'record-max-key':
    'the key with the largest value // who has the highest score in the object // name of the field whose number is the biggest // which key has most // the name with the top score in a record of scores // key of the maximum',
  'record-filter-values':
    'keep the entries with a value over {a} // drop all keys whose value is not above {a} // entries of the object that exceed {a} // object with just the values above {a} // drop keys at {a} or less',
  'record-multiply-values':
    'every value of the object times {a} // multiply what is stored under each key by {a} // the object with all numbers times {a} // scale each value in the record by {a} // {a} times everything stored',
  'records-pluck':
    'the {f} of every record // list all {f} values // just the {f} column // only the {f}s // extract {f} from all the records // make a list of every {f} // the {f} of each one',
  'records-where-equal':
    'records whose {f} is {w} // those with {w} as their {f} // rows where {f} equals {w} // everyone with {f} {w} // only records with {f} {w} // find all whose {f} is {w} // everything in the rows having {w} for {f} // whose {f} equals {w}',
  'records-where-greater':
    'records whose {f} is over {a} // those with more than {a} in {f} // rows where {f} > {a} // people with {f} above {a} // only records with {f} above {a} // find all whose {f} is more than {a} // rows that exceed {a} in {f}',
  'records-where-less':
    'records whose {f} is under {a} // those with less than {a} in {f} // rows where {f} < {a} // people with {f} below {a} // only records with {f} below {a} // find all whose {f} is less than {a} // rows that stay under {a} in {f}',
  'records-find-id':
    'the record with id n // look up the object by its id // which row has the id n, null if there is none // get one record by id n // find the row that has id n // the object with this id',
  'records-sum':
    "sum of the {f} of all records // total {f} // add up every record's {f} // add the {f} of all // what is the {f} in total // sum over the field {f}",
  'records-average':
    'the mean {f} of all records // average {f} // what is the {f} on average // {f} on average over all records // mean value of the field {f} // the average {f} of the rows',
  'records-max':
    'the highest {f} of all records // biggest {f} in the rows // maximum of the {f} column // greatest {f} // top {f} among the records // how high is the maximum {f}',
  'records-count-equal':
    'how many records have {w} as {f} // number of rows whose {f} is {w} // count those with {f} {w} // in how many rows is {f} {w} // number of records where {f} equals {w} // how many have the {f} {w}',
  'records-group-by':
    'bucket the records by {f} // group everything by its {f} // for every {f} the list of its records // sort the records into groups with the same {f} // one list for each {f} // records per {f}',
  'records-count-by':
    'how many records per {f} // number of rows for each {f} // tally the records by {f} // count the records of every {f} // how often does each {f} occur // a histogram over {f}',
  'records-sort-by':
    'order the records by {f} // sort by {f}, smallest first // rows in ascending order of {f} // arrange the rows by {f} // ascending by {f} // lowest {f} on top',
  'records-sort-by-descending':
    'order the records by {f}, largest first // sort by {f} from high to low // rows in descending order of {f} // arrange the rows by {f}, highest on top // descending by {f} // biggest {f} first',
  'records-index-by':
    'a lookup from {f} to the record // object that gives me the record for each {f} // key the records by {f} // find records quickly by their {f} // map every {f} to its record // dictionary of the records, {f} as the key',
  'records-unique-values':
    'which different {f} values occur // every {f} just once // distinct {f}s of the records // all different {f}s // list each {f} only one time // no duplicates: the {f} values in the rows',
  'records-set-all':
    'set {f} to {w} in every record // mark all rows with {f} {w} // give each object a {f} of {w} // every record gets {f} {w} // in all rows {f} becomes {w} // write {w} into the {f} of each record',
  'records-omit-all':
    'remove {f} from every record // all rows without their {f} // hide the field {f} in each object // strip {f} from all rows // each record without {f} // drop the column {f}',
  'date-month':
    'which month is the date in // month number of d // the month part as a number // month number of a date // 7 for a day in july // only the month',
  'date-day':
    'which day of the month is it // day number of d // the day part as a number // day number of a date // 24 for christmas eve // only the day of the month',
  'date-days-between':
    'how many days from d to e // days between two dates // number of nights from arrival to departure // days left from today d to the event e // how long is the holiday from d to e in days // number of days separating two dates',
  'date-add-days':
    'what date is it {k} days after d // {k} days later // the due date when payment is within {k} days // move the date {k} days forward // d plus {k} days // which day is it in {k} days',
  'date-subtract-days':
    'what date was it {k} days before d // {k} days earlier // go {k} days back from the date // the reminder is due {k} days ahead of d',
  'date-last-of-month':
    'the last day of the month as a date // end of that month // when does the month of d end // month end of the date // final day in the month of d // 2024-04-30 for any april day in 2024',
  'date-first-of-month':
    'the first of that month as a date // when did the month of d begin // start of the month as a date // 2024-04-01 for any april day in 2024 // go back to day one of the month',
  'date-days-in-month':
    'how many days does the month have // length of the month of d in days // 30 or 31 days? // number of days the month has // how long is this month',
  'date-format':
    'write the date as day/month/year // 2024-03-09 as 09/03/2024 // european style with slashes // show the date the british way, dd/mm/yyyy // day first, then month, then year with slashes // reformat an iso date',
  'date-parse':
    '09/03/2024 becomes 2024-03-09 // turn a british date with slashes into an iso date // from day/month/year to year-month-day',
  factorial:
    'n! // product of 1 to n // multiply all whole numbers up to n // n times n minus 1 and so on down to 1 // 5 gives 120 // number of ways n people can stand in line',
  fibonacci:
    'the nth fibonacci number // fib(n) // every number is the sum of the two before, which is number n // 0 1 1 2 3 5 8, give me the one at n // rabbit numbers, number n // nth element of the fibonacci sequence',
  'fibonacci-list':
    'the first n fibonacci numbers // list of n fibonacci numbers // start the fibonacci sequence, n items long // 0, 1, 1, 2, 3 and so on, n of them // the beginning of the fibonacci series, n numbers // first n of the rabbit numbers',
  'power-recursive':
    'a to the b with recursion // power without the operator, recursively // multiply a by itself b times, recursively // without ** or pow: a to the b, calling itself // recursive power function // exponentiation by recursion',
  gcd: "greatest common divisor // biggest number that divides both // highest common factor of a and b // largest number that goes into both a and b // shorten a fraction by this number // euclid's algorithm",
  lcm: 'least common multiple // smallest number that both divide // lowest common multiple of a and b // first number that is in both times tables // when do two buses meet again that run every a and b minutes // smallest multiple shared by a and b',
  'hanoi-moves':
    'how many moves does the tower of hanoi with n discs take // fewest moves for n hanoi discs // tower puzzle with n discs, number of moves // n discs from one peg to another, how many moves // hanoi, minimal moves',
  'collatz-steps':
    'how many steps until 1 when even numbers are halved and odd ones become 3n+1 // length of the hailstone run // count steps of the 3n+1 game to reach 1 // how long does the collatz run take // hailstone steps',
  'collatz-list':
    'all values on the way to 1 when even numbers are halved and odd ones become 3n+1 // the hailstone sequence of n // show the 3n+1 game from n to 1 // all numbers of the collatz run // 6, 3, 10, 5, 16, 8, 4, 2, 1',
  'combinations-count':
    'in how many ways can i choose b of a things // a choose b // number of teams of b from a people // hands of b cards from a cards, how many // binomial coefficient // picks of b out of a, order does not matter',
  'permutations-count':
    'in how many orders can the items be arranged // number of ways to line up the things // number of different orders of the list // how many ways to seat these people // n factorial arrangements of the words',
  'halvings-to-one':
    'how many times can n be halved until it is 1 // number of halvings down to one // how often must i halve n to get to one // count the halvings until one is left // log base 2, rounded down',
  'doublings-to-reach':
    'how many times must n be doubled to get to {a} // number of doublings until it is at least {a} // n bacteria double every hour, after how many hours are there {a}',
  'digit-sum':
    'add up the digits of n // cross sum // 123 gives 6 // sum of the digits // 4 + 7 for 47 // add the figures of a number',
  'digital-root':
    'keep adding the digits until only one is left // repeated digit sum // digit sum again and again down to one digit // 38 gives 2 // sum digits repeatedly',
  'digit-product':
    'multiply the digits of n together // product of all digits // digits multiplied // 4 * 7 for 47 // take all the figures times each other',
  'count-digits':
    'how many digits does n have // the length of a number in figures // number of digits of n // is it a four or a five digit number, tell me how many',
  'reverse-digits':
    'the number read backwards // digits of n in reverse order // 123 gives 321 // 42 to 24 // turn the digits round // write a number from right to left',
  'palindrome-number':
    'is the number the same backwards // does n read equally from both sides // 1221 yes, 1231 no // same number when its digits are turned round // mirror number?',
  'to-binary':
    "n in base 2 // write the number with zeros and ones // decimal to binary // 5 to '101' // convert a number to binary text // ones and zeros for n",
  'from-binary':
    "number for a text of zeros and ones // binary to decimal // read s as base 2 // '101' to 5 // convert a binary text to a number // what number are these bits",
  'to-hex': 'n in base 16 // write the number in hexadecimal // hex digits of n // decimal to hex',
  'is-prime':
    'is n a prime number // has n no divisors other than 1 and itself // no number but one and itself divides n // prime or not // true for 7, false for 8',
  'primes-to':
    'all primes up to n // list the prime numbers not above n // prime numbers until n // 2, 3, 5, 7 and so on, not past n // sieve up to n',
  'prime-factors':
    'break n into primes // which primes multiply to n // prime factorization // 12 gives 2, 2, 3 // write n as a product of primes // factorize',
  divisors:
    'which numbers divide n // list all divisors // every factor of n // 12 gives 1, 2, 3, 4, 6, 12 // every number n is divisible by // the factors of n',
  'count-divisors':
    'how many numbers divide n // number of divisors // 12 gives 6 // how many factors has n // by how many numbers is n divisible',
  'perfect-number':
    'is n equal to the sum of its proper divisors // is n perfect like 6 // 6 and 28 yes // do the smaller divisors add up to n itself // perfect or not',
  'power-of-two':
    'is n one of 1, 2, 4, 8, 16 // can n be written as 2 to some power // is it a power of two // 16 yes, 18 no // only twos as factors? // reachable from 1 by doubling',
  'sum-to':
    '1 + 2 + 3 up to n // sum of all whole numbers up to n // gauss sum // add 1 through n // total of the first n whole numbers // one plus two plus three until n',
  'sum-squares-to':
    '1 + 4 + 9 up to n squared // sum of the squares from 1 to n // 1*1 + 2*2 + 3*3 up to n*n // add the squares of 1 through n // first n squares, total',
  'sum-cubes-to':
    '1 + 8 + 27 up to n cubed // sum of the cubes from 1 to n // 1 + 8 + 27 until n*n*n // add the cubes of 1 through n // first n cubes, total',
  'sum-even-to':
    '2 + 4 + 6 up to n // sum of the even numbers up to n // even numbers until n added // total of 2, 4, 6 and so on not above n // add up evens through n',
  'sum-odd-to':
    '1 + 3 + 5 up to n // sum of the odd numbers up to n // odd numbers until n added // total of 1, 3, 5 and so on not above n // add up odds through n',
  'sum-multiples-to':
    'sum of all multiples of {k} up to n // add up {k}, and its multiples, as far as n // multiples of {k} until n added // total of the {k} times table not above n // all numbers up to n that {k} divides, summed',
  'apply-double':
    'double n {k} times over // after {k} doublings // bacteria double every hour, how many after {k} hours // twice as many each year, {k} years // doubling repeated {k} times // fold a paper {k} times, n layers at first',
  'apply-multiply':
    'multiply n by {m}, and do it {k} times // times {m} again and again, {k} times // {k} rounds of multiplying by {m} // growth by a factor of {m} each year for {k} years // {k} times in a row multiply by {m} // repeated multiplication with {m}, {k} rounds',
  'apply-add':
    'add {m} to n, {k} times over // {k} times plus {m} // i save {m} every month, starting with n, for {k} months // {k} payments of {m} added to n // plus {m} repeated {k} times // each week {m} more, {k} weeks',
  'apply-subtract': 'take {m} away from n, {k} times over // {k} times minus {m} // every day {m} less, for {k} days',
  'apply-multiply-add':
    'times {m} plus {p}, repeat it {k} times // {k} rounds of multiplying by {m} and adding {p} // each round: multiply by {m} and add {p}, {k} rounds // repeat {k} times: times {m}, plus {p} // loop {k} times x becomes {m}x + {p}',
  'apply-halve-floor':
    'halve and round down {k} times // after {k} halvings without decimals // cut in half and drop the fraction, {k} rounds // {k} times in a row half of it, rounded down // loop {k} times: halve, floor',
  flatten:
    'one flat list out of nested lists // remove all inner brackets // unnest the lists // lists in lists become one list // remove the nesting // [1, [2, [3]]] to [1, 2, 3]',
  'nested-sum':
    'add up all numbers in lists within lists // total of a nested list // sum of numbers however deep they are // [1, [2, 3]] gives 6 // total over all levels',
  'nested-count':
    'how many numbers are in lists within lists // count all the values of a nested list // how many values however deep they are // [1, [2, 3]] has 3 // number of elements over all levels',
  'nested-max':
    'the biggest number in lists within lists // maximum of a nested list // largest one however deep it is // top number over all levels // highest value in nested arrays',
  depth:
    'how deep are the lists nested // levels of brackets // how many lists are inside each other // how many levels of nesting // [1, [2]] is 2 deep // deepest level of the brackets',
  'reverse-list': 'the list from back to front // items in opposite order // turn the list around // last item first',
  'count-down':
    'from n down to 1 // countdown list starting at n // rocket launch numbers // 3, 2, 1 // list from n to one // backwards counting from n',
  'count-up': '1, 2, 3 up to n // list all numbers from one to n // count from 1 until n',
  'range-from-to':
    'all integers from a to b // list of the numbers between a and b, both included // count from a up to b // 3, 4, 5 for 3 and 5 // every whole number from a up to b // list the integers a through b',
  'range-step':
    '0, {k}, and so on up to n // count to n in steps of {k} // every {k}th number up to n // multiples list from zero in {k}s until n // start at 0 and go up by {k}, not past n // count in {k}s to n',
  'times-table':
    "the first {k} multiples of n // multiplication table of n with {k} rows // n, 2n, 3n up to {k} times n // n, 2n, 3n and so on, {k} numbers // {k} rows of the multiplication table for n // the first {k} of n's multiples",
  'fizz-list':
    'count from 1 to n but say {w} for multiples of {k} // numbers up to n, with {w} in place of each one divisible by {k} // 1 to n, every number that {k} divides is replaced with the word {w} // a counting game up to n: whenever {k} goes into the number shout {w}',
  'fizzbuzz-list':
    'count to n with fizz for 3, buzz for 5 // the classic fizzbuzz // fizz, buzz and fizzbuzz instead of multiples of 3, 5 and both',
  chunk:
    'cut the list into pieces of {k} // groups of {k} items // rows with {k} items each // pages of {k} entries // split the list into parts of size {k} // lists of {k} items out of one list',
  rotate:
    'move the first {k} items to the end // shift the list left by {k} // turn the list by {k} places // the first {k} go to the back of the queue // circular shift by {k} // everyone moves {k} places forward, the front joins the end',
  zip: 'pair up the entries of two lists // first with first, second with second // combine two lists into pairs',
  'dot-product':
    'multiply two lists position by position and add it up // quantities in one list, prices in the other, what is the total // scalar product',
  'all-pairs':
    'every combination of two items // who plays against whom when everyone meets everyone // all pairs from the list',
  anagram: 'same letters in another order? // are the two words anagrams // can i build t from the letters of s',
  'run-length':
    'aaabb becomes a3b2 // how often does each letter come in a row // compress repeated letters with counts',
};
