// What people call the operations and things that katas are about: one concept a line, then its wordings. A wording is a few words in any form
// ("add", "adding"), or signs; a word may stand for several concepts, the scorer's weights tell which one matters. Data only; read by concepts.ts.

export const THESAURUS = `
add: another, on to it, join, put, throw in, thrown in, together with, include, add, plus, increase, raise, on top, extra, additional, gain, bonus, surcharge, bump, grow, +, earn, receive, top up, put on, on to, tip
subtract: fewer, gone, used, missing, sold, broke, taken, eat, subtract, minus, take away, take off, deduct, reduce, decrease, lower by, drop by, -, discount, shave off, knock off, cut by, less, take from, withdraw, lose, spend, give away, use up
multiply: per, apiece, each cost, cost each, a piece, for each, row of, multiply, times, product, factor, scale, *, fold, multiplied
divide: divide, quotient, ratio, split evenly, share, shared, distribute, /, divided, per person, each get, equal part
remainder: remainder, rest, left over, leftover, modulo, mod, modulus, %, remain after
left: left, remain, remaining, over, stay, still have, left over, survive
double: double, twice, two times, twofold, 2 times, times two
triple: triple, thrice, treble, three times, threefold, times three
half: half, halve, halved, halfway, in the middle, midpoint
square: square, multiply by itself, times itself, ** 2, second power, power of 2, power of two
cube: cube, third power, power of 3, power of three
power: power, exponent, **, raise to, to the, exponentiate
root: root, sqrt
negate: opposite sign, flip the sign, change the sign, negate, invert sign, other sign, opposite number, flip sign, switch the sign, reverse the sign, minus sign, opposite
abs: absolute, magnitude, without sign, without the sign, regardless of sign, drop the minus, ignore the sign, from zero, minus sign, unsigned, abs
round: round, nearest, closest
floor: round down, floor, downward, truncate, whole part, integer part, integer division, whole time, fit into, fully, complete, full
ceil: round up, ceil, ceiling, upward, next whole, next integer
decimal: decimal, decimals, fraction, fractional, decimal point, comma, after the point
percent: percent, %, per cent, percentage, pct
gt: greater than, more than, over, above, exceed, larger than, bigger than, higher than, beyond, past, surpass, >, hotter than, older than, heavier than, taller than, greater, higher, bigger, larger, warmer than, in excess of, top, outnumber, beat
lt: less than, fewer than, under, below, smaller than, lower than, <, beneath, short of, younger than, cheaper than, lighter than, colder than, smaller, lower, cooler than, not reach, isn't reach
gte: at least, no less than, not less than, or more, or above, or higher, and up, and above, and more, not below, not under, >=, or equal, reach, or greater, or larger, or bigger, or over, or older, or up, minimum of, a minimum of, or better, no fewer than, not smaller than, not fewer than, no lower than, not lower than, and over, and higher, and upward, upward, no smaller than, starting at, from on, or later
lte: at most, no more than, not more than, or less, or below, or lower, or fewer, and below, and less, not above, not over, <=, not exceed, up to, or smaller, or under, or younger, maximum of, a maximum of, no greater than, not greater than, no higher than, not higher than, no larger than, not larger than, not bigger than, don't exceed, and under, and lower, isn't above, isn't over, isn't exceed, downward, or cheaper
between: between, in the range, within, inside, in range, range from, from to, in the interval, interval, lie in, in between
outside: outside, out of range, not between, not in the range, not within, out of, isn't between, not inside, isn't in the range, beyond the range
eq: equal, exactly, same as, identical, match, precisely, =, ==, the same, is it exactly
even: even, divisible by two, divisible by 2, % 2 = 0
odd: odd, uneven, not even, isn't even, % 2 = 1, not divisible by 2
divisible: divisible, multiple, without remainder, no remainder, without rest, without a remainder, evenly, divide by evenly, goes into, multiples
positive: positive, above zero, greater than zero, more than zero, over zero, above 0, greater than 0, > 0
negative: negative, below zero, less than zero, under zero, below 0, less than 0, < 0, smaller than zero, minus number, sub zero, in the red
zero: zero, 0, nil, nought
whole: complete, entire, whole, integer, no decimal, without decimal, full number, no fraction, int
keep: keep, select, filter, pick, retain, only, just, choose, extract, collect, leave only, nothing but, stay, want, hold on, care about, interested in, need, those, survive, leave, pull out, grab, show, find, give me, which
remove: remove, drop, delete, discard, throw, get rid, exclude, skip, eliminate, leave out, omit, strip, weed out, toss, ditch, erase, kick out, cut out, without, except, take out, clear out, purge, rid of, filter out, cut off, chop off, ignore, no more, free of, forget, hide, lose, don't want, do not want, don't care, reject, cancel, kill, scrap, chuck, deselect, clean out, kick, get out
count: count, how many, number of, amount of, quantity of, tally, how often, how much time, frequency, occurrence
sum: all together, everything together, how much be, sum, total, add up, altogether, in all, overall, combined, together, grand total, sum up, add together, in total, tot up, come to
max: largest, biggest, greatest, highest, max, maximum, top, best, most expensive, peak, hottest, oldest, tallest, heaviest, priciest, dearest, winner, winning, record high, warmest, upper
min: smallest, lowest, least, min, minimum, cheapest, youngest, coldest, worst, lightest, tiniest, weakest, bottom, coolest, loser
average: average, mean, avg, on average, typical
median: median, middle value, middle number, middle one, middle
any: anybody, anyone, somebody, someone, anything, do some, any, at least one, some, is there, exist, one of, at least a, even one, a single
all: everybody, nobody, all, every, each, everyone, everything, entire, throughout, none, without exception, no exception
each: each, every, all of, one by one, every single, respective, individually
first: first, start, beginning, begin, leading, initial, front, head, opening, at the start, up front
last: tail, most recent, latest, last, end, final, trailing, back, rear, rightmost, closing, at the end, finish
second: second, 2nd, 2 th, runner up, next
position: position, index, place, spot, location, offset, where, nth, at which, th
before: before, earlier, prior, older than, earlier than, preceding, ahead of
after: after, later, following, since, later than, newer than, past, more recent
date: date, day, calendar
weekend: weekend, saturday, sunday, saturday or sunday
weekday: weekday, working day, monday to friday, workday, business day
month: month
year: year
upper: upper case, uppercase, capital letter, capital, caps, all caps, big letter, shout, upper, block letter
lower: lower case, lowercase, small letter, little letter, lower, minuscule
capitalize: capitalize, capitalise, first letter upper, first letter capital, start with a capital, initial capital, capitalization, title case, sentence case, upper case first, capital first letter, with a capital, big first letter
reverse: reverse, backward, flip, turn around, back to front, mirror, opposite order, other way round, right to left, from end to start, last to first, invert, upside down, other direction
length: length, how long, size, number of character, number of letter, character count, letter count, long
longer: longer, longer than, lengthier, more than character, more than letter, more letter
longest: longest, most letter, most character, lengthiest, max length
shorter: shorter, shorter than, fewer letter, fewer character
shortest: shortest, fewest letter, fewest character, least letter
letter: letter, character, char, symbol, sign
vowel: vowel, a e i o u, aeiou, a e i o or u
consonant: consonant
digit: digit, figure, numeral, numeric
word: word, term
text: text, string, sentence, phrase, message, line, paragraph, title, s, headline, comment, note, tweet, caption
starts: start with, begin with, prefix, starting with, beginning with, at the start, leading, start in
ends: end with, end in, suffix, ending, finish with, at the end, close with
contains: contain, include, hold, with, in it, feature, occur, appear, mention, substring, inside, have, part of, found in, be in, show up, present
replace: replace, substitute, swap, exchange, swap out, in place of, instead of, change into, turn into, become
convert: convert, turn, change, transform, translate, into, express, make
split: split, break, separate, chop into, cut into, tokenize, pieces, cut at, break up, divide into, part, parts, cut up
join: join, concatenate, glue, combine, merge, stick together, put together, connect, link, concat, string together, one after the other, in one string, chain
separator: separator, delimiter, separated by, separate by, in between, between them, divided by, joined by
append: append, add to the end, at the end, put behind, behind, attach, add after, suffix, tack on, stick on, push, put after
prepend: prepend, add to the start, at the start, put before, in front, put in front, front of, add before, prefix, at the beginning, precede, insert at the beginning
comma: comma, comma separated, csv
trim: trim, strip, surrounding whitespace, outer space, both end, leading and trailing, around, on both side, space at the start and end
space: space, blank, whitespace, gap
repeat: repeat, n copies, copy, over and over, again, time in a row, times in a row, repetition
pad: pad, zero fill, fill up, leading zero, fill with zero, zeros in front
ellipsis: ellipsis, dot, three dots, ..., abbreviate, shorten, cut short, too long, shortened
slug: slug, url, web address, hyphenate, dash
palindrome: palindrome, same forward and backward, read the same, same backward, both direction, same in both, symmetric
empty: empty, blank, nothing, no character, is there nothing, void, missing
unique: unique, distinct, different, dedupe, deduplicate, without repeat, only once, no double, remove duplicate, no duplicate, without duplicate, just once, every value once, drop duplicate, without double
duplicate: duplicate, repeated, twice, more than once, repeat, double, occur twice, appear twice, repetition, same value twice, dupe
sort: from small, from low, from big, from high, sort, order, arrange, rank, ordered, put in order, line up, sequence
ascending: ascending, increase, smallest first, low to high, rising, smallest to largest, small to large, lowest first, lowest to highest, smallest to biggest, from small to big, going up, upward, alphabetical, a to z, growing, up
descending: descending, decrease, largest first, high to low, falling, largest to smallest, large to small, highest first, highest to lowest, biggest first, biggest to smallest, going down, from big to small, downward, z to a, descend, down
nested: nest, list of list, inside list, list within, inner list, sublist, deep, deeply, level, list in list, array within, nested, list inside
flatten: flatten, flat, one level, unnest, one single list, single flat
depth: depth, how deep, how deeply, level, nesting level
chunk: chunk, piece, batch, group of, block of, slice, bundle, pair, in group
rotate: rotate, shift, move to the end, cycle, circular, rotation, move left
range: range, from to, sequence, all integer from, every number from, series, counting
countdown: countdown, count down, down to, backward from
record: record, object, entry, dictionary, hash, item, o, user, person, product, row
field: field, key, property, attribute, column, name, label
value: value, content, entry
pair: pair, tuple, key and value, key value
group: group, bucket, organize, organise, categorize, classify, by category, cluster, partition
pluck: column, each record, list of, of all record, of every record
merge: merge, combine, union, put together, join, unify
default: default, unless, if missing, fallback, if absent, if not present, not there yet, if there is no
rename: rename, call, new name, other name, key name, change the name
omit: without, remove, omit, leave out, drop, delete, hide, strip
set: set, assign, overwrite, put, update, change, mark, give
invert: invert, swap key and value, reverse key, key become value, value become key, switch key
exists: exist, have, contain, there, present, is there, own
factorial: factorial, n!, 1 * 2 * 3
fibonacci: fibonacci, fib
gcd: gcd, greatest common divisor, largest common divisor, greatest common factor, hcf, highest common factor, common divisor, common factor
lcm: lcm, least common multiple, smallest common multiple, lowest common multiple, common multiple
digitsum: digit sum, sum of digit, cross sum, add the digit, sum the digit, add up the digit, total of the digit, digit add
digitalroot: digital root, until one digit, single digit, one digit
prime: prime, primality
divisor: divisor, factor, divide, divider
perfect: perfect
poweroftwo: power of two, power of 2
binary: binary, base 2, base two, bit, zeros and ones, dual
collatz: collatz, 3 n + 1, 3n, hailstone, half or triple, 3n+1, three n plus one
hanoi: hanoi, tower, disc, disk, peg
permutation: permutation, arrange, ordering, order, way to arrange, way to order, shuffle
combination: combination, choose, binomial, way to pick, way to choose, subset, team, committee, n choose k
fizz: fizz, buzz, fizzbuzz
clamp: clamp, restrict, limit, keep within, stay within, force into, confine, bound, squeeze
cap: cap, limit, ceiling, maximum, not exceed, no more than, at most, top
signum: sign, signum, sgn
celsius: celsius, °c, degre c, centigrade
fahrenheit: fahrenheit, °f, degre f
hour: hour, hr
minute: minute, min
cent: cent, penny, pence
dollar: dollar, euro, buck, pound
bool: true, false, check, whether, yes or no, is it true, if, test, boolean, verify, does, do, is
otherwise: otherwise, else, if not
leap: leap, 29 day, 366 day, february 29
list: list, array, collection, sequence, series, set, number list
number: number, integer, figure, n, x, amount, it, input, quantity
numbers: numbers
quantity: price, cost, score, age, temperature, salary, grade, mark, weight, height, amount, fee, bill, rent, budget, balance, wage, point, distance, speed, measurement, reading, income
perimeter: perimeter, around, circumference, fence, border, outline
area: area, surface
side: side, length, width, edge
two: two, both, pair, a and b, other, another, second
difference: difference, distance, gap, apart, how far, differ, spread
swapwords: swap, exchange, switch
title: title case, every word capital, each word capital, first letter of each word, first letter of every word
acronym: acronym, initial, first letter of each word, first letter of every word, abbreviation
email: email, e mail, mail address, at sign
truthy: truthy, falsy, real value, empty value, boolean
nulls: null, missing, nothing, none, undefined
numeric: numeric, number, not text
running: running, cumulative, so far, accumulate, progressive, subtotal, partial sum
frequent: most frequent, most common, most often, mode, frequent, commonest, winner, popular
sorted: sorted, in order, in ascending order, ordered, never go down, never fall
weekdaynum: day of the week, weekday
daysin: how many day, day in the month, number of day
lastday: last day, end of the month, month end
firstday: first day, start of the month, beginning of the month
format: format, dd mm yyyy, day month year, european, slash, style
index: index, by id, lookup, keyed by, key by
id: id, identifier, identification
nullor: or null, null
stepover: step, every, interval, increment of, skip count
halving: halve, cut in half, half, by two
times: time, times, in a row, repeatedly, over
until: until, till, up to, to
natural: natural, first n, from 1, 1 to n, up to n
`;
