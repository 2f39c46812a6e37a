// How people might ask for the skills of levels 3 and 4, in their own words: short, indirect, told as a little story. Only the matcher reads these; tasks
// are never made from them. Data only: phrases of one skill between ` // `, constants as in its forms (`{a}`).

export const asked2: Readonly<Record<string, string>> = {
  'is-greater':
    'is n above {a} // does the value exceed {a} // more than {a}? true or false // alert when the reading goes over {a} // n > {a} // is it heavier than {a} kilos // has n passed {a} // can we say that n is bigger than {a} // too fast? the limit is {a}, true when above it // did i sell more than {a} // is x over {a}',
  'is-less':
    'is n below {a} // under {a}? // is the balance smaller than {a} // fewer than {a} items: yes or no // x < {a} // still cheaper than {a}? // is the child younger than {a} // did fewer than {a} people come // is it colder than {a} degrees // true below {a}',
  'is-at-least':
    'is n {a} or more // has somebody of age n reached {a} // does the score make the minimum of {a} // n >= {a} // not less than {a}, true or false // are there enough players, {a} are needed // old enough, {a} and above // did we get {a} signatures or more // true from {a} upward // is the minimum order of {a} met // passing needs {a}, passed?',
  'is-at-most':
    'is n {a} or less // does it stay within the limit of {a} // not more than {a}, is that true // n <= {a} // fits if it weighs {a} kilos at most, does it fit // does n stay at {a} or below // no more than {a} people may enter, is n ok // true up to {a} // is it within a budget of {a} // maximum {a}, respected?',
  'is-equal-constant':
    'is n exactly {a} // n equals {a}? // does the number match {a} // n === {a} // check for the value {a} // is the answer {a} // is it {a}, nothing else // did i guess the number {a} // true only for {a} // does the count come to exactly {a}',
  'is-even':
    'is n an even number // can n be split into two equal whole parts // divisible by two, yes or no // n % 2 === 0 // pairs without a leftover? // even or not // true for 0, 2, 4, 6 // last digit 0, 2, 4, 6 or 8?',
  'is-odd':
    'is n an odd number // does halving n leave a rest // true for 1, 3, 5 and so on // n % 2 === 1 // not even? // one left over when making pairs? // odd or not // true for an uneven number // house on the odd side of the street?',
  'is-divisible':
    'can n be divided by {a} without remainder // is n a multiple of {a} // does {a} go into n evenly // n % {a} === 0 // can n cookies be packed in bags of {a} with none left // does n split into {a} equal whole parts // no rest when divided by {a}? // can n people form groups of {a} exactly // is {a} a factor of n',
  'is-divisible-by-both':
    'divisible by {a} as well as by {b} // a multiple of {a} and {b} at the same time // both {a} and {b} divide n // n % {a} === 0 && n % {b} === 0 // no rest for {a} and no rest for {b} // common multiple of {a} and {b}? // does n split by {a} and also by {b}',
  'is-positive':
    'above zero, yes or no // is n greater than 0 // true for positive numbers // is the balance in the black // n > 0 // more than nothing? // is the value bigger than zero // did we make a profit // plus sign number?',
  'is-negative':
    'below zero, yes or no // is n less than 0 // is there a minus in front // is my account overdrawn // n < 0 // less than nothing? // is the value smaller than zero // freezing, below 0 degrees? // do i owe money',
  'is-whole-number':
    'no fractional part? // is n an integer // does the number have no decimals // true when nothing stands after the decimal point // 4 yes, 4.5 no // check that the value is an integer // nothing after the point? // is it a whole number',
  'in-range':
    'is n between {a} and {b} // does it lie in {a} to {b} // at least {a} but no more than {b}? // within the limits {a} and {b} // {a} <= n <= {b} // between {a} and {b}, ends count // is the age from {a} to {b} // does the temperature stay inside {a} to {b} // valid values go from {a} to {b}, is n valid',
  'outside-range':
    'is n not between {a} and {b} // below {a} or above {b}? // does the value leave the range {a} to {b} // out of bounds {a} to {b} // n < {a} || n > {b} // neither between {a} and {b} // lower than {a} or higher than {b} // abnormal when not from {a} to {b}, is it abnormal // true if the value is not in {a}..{b}',
  'is-first-greater':
    'is a bigger than b // does the first number beat the second // a > b // true when a is more than b // did team a score more than team b // is the first value larger than the second // is a ahead of b // true if the former exceeds the latter',
  'are-equal':
    'are both numbers the same // a equals b? // do the two values match // a === b // is there no difference between a and b // is it a draw, a and b alike // same number twice? // both values identical? // does the first number equal the second',
  'larger-of-two':
    'the bigger one of a and b // whichever of two numbers is higher // max(a, b) // the better one of two scores // the more expensive of two prices // the maximum of a and b // winner score of two // whichever is bigger',
  'smaller-of-two':
    'the lower one of a and b // whichever of two numbers is less // min(a, b) // the cheaper of two prices // the minimum of a and b // the younger of two ages // whichever is smaller // the lower of the two',
  clamp:
    'force n into {a} to {b} // keep n no lower than {a} and no higher than {b} // limit the value to the range {a}..{b} // anything under {a} becomes {a}, anything over {b} becomes {b} // not under {a}, not over {b}, otherwise the nearest border // squeeze n between {a} and {b} // values outside {a} to {b} go to the edge // volume may only be {a} to {b}, adjust it',
  'cap-maximum':
    'n but never above {a} // limit n to {a} // if it is more than {a} return {a}, else n // the smaller of n and {a} // top out at {a} // {a} is the most i pay, so n or {a} // no more than {a}, cut the rest // reduce anything larger to {a} // the ceiling is {a}',
  'raise-to-minimum':
    'n but never below {a} // at least {a}: lower values become {a} // if it is less than {a} return {a}, else n // the larger of n and {a} // minimum charge is {a} // pay at least {a}, so n or {a} // no less than {a}, lift it if needed // anything smaller counts as {a} // the floor is {a}',
  sign: 'return 1, 0 or -1 depending on the sign // is it positive, negative or zero as 1, -1, 0 // signum of n // -1 for negative numbers, 1 for positive ones // plus one, minus one or nothing, by the sign of n // direction of a number: -1, 0 or 1 // which side of zero as a number',
  'even-odd-label':
    "say 'even' or 'odd' // the word even for even numbers and odd otherwise // label n as even or odd // tell in words whether n is even or odd // answer with the word odd or the word even // print even or odd for n // is it 'odd' or 'even', give me the text",
  'label-if-greater':
    'print {p} if n is over {a} and {q} if not // {p} for everything above {a}, {q} for the rest // n > {a} ? {p} : {q} // when more than {a} call it {p}, otherwise {q} // over {a} means {p}, otherwise {q} // call n {p} if it exceeds {a} and {q} if not // either {p} or {q}, depending on whether n is more than {a}',
  'label-if-at-least':
    "{p} from {a} on, below that {q} // say {p} if n is at least {a}, else {q} // n >= {a} ? {p} : {q} // {p} when n reaches {a}, {q} when it doesn't // {a} or more means {p}, less means {q} // with {a} points you get {p}, with fewer {q} // either {p} or {q}, depending on whether n makes {a}",
  'add-if-greater':
    'add {b} only if n is over {a} // values above {a} get {b} more, others stay the same // n > {a} ? n + {b} : n // orders of more than {a} cost an extra {b} // a surcharge of {b} only beyond {a} // n stays n up to {a}, after that it is n plus {b} // if the value is bigger than {a} add {b} to it, else do nothing',
  'halve-if-even':
    'halve n when it is even, otherwise leave it // even numbers get cut in half, odd ones stay // n even? then n / 2, else n // cut n by two when possible without rest, else keep n // even? half of it. odd? unchanged. // only even numbers are divided by 2',
  'replace-zero':
    'use {a} instead of 0 // if n is zero return {a}, otherwise n // n or {a} when it is zero // zero becomes {a}, everything else is untouched // no zeros please, put {a} there // when the input is 0 give {a}, in all other cases the input // fall back to {a} for zero',
  'is-leap-year':
    'does the year have a february 29 // has year n 366 days // is n a leap year // does n have an extra day // 2024 true, 2023 false // is there a 29th of february in year n // one day longer than a normal year?',
  'is-date-before':
    'is d earlier than {a} // does the date come before {a} // was it prior to {a} // d < {a} // was it already over by {a}, so an earlier date // is the deadline d sooner than {a} // true for dates up to the day before {a}',
  'is-date-after':
    'is d later than {a} // does the date come after {a} // is it more recent than {a} // d > {a} // did it happen later than {a} // is the birthday d past {a} // true for dates from the day after {a}',
  'is-date-in-year':
    'does the date fall in {a} // is d in the year {a} // did that happen in {a} // does the date belong to year {a} // is it a date of {a} // was the invoice written in {a} // does the year of d equal {a}',
  'is-weekend':
    'is it saturday or sunday // do i have the day off because it is a weekend // does d fall on a weekend // is the shop closed because it is saturday or sunday // weekend day? // no work on that date, saturday or sunday',
  'upper-case':
    'capitalize every letter // all in capitals // make the text shout // big letters only // turn my text into block letters // hello to HELLO // scream it // make all letters big',
  'lower-case':
    'make everything small letters // no capitals at all // all letters in lowercase // HELLO to hello // calm down the caps // make all letters small // convert to lowercase',
  'text-length':
    'how many characters are in s // number of letters and signs in the message // size of a string // how long is my tweet // count the characters of a password // how long is the string // letters, spaces and all, how many // does it fit? tell me the number of characters',
  'reverse-text':
    'spell it backwards // the string from back to front // read the word from right to left // last letter first // abc to cba // flip the string // write my name from the end to the beginning // mirror the characters',
  'first-char':
    'the initial letter of a name // which letter does the word begin with // the very first character // leading letter of s // the letter it starts with // first symbol of a string // only the initial // what is at the front of the word',
  'last-char':
    'which letter does the word end with // the final character // the very last letter // closing character of s // the letter it ends with // last symbol of a string // what is at the back of the word // final sign',
  'first-chars':
    'only the first {a} characters // cut the text after {a} letters // the opening {a} letters of s // a preview of {a} characters // a snippet of the beginning, {a} signs // shorten the text to its first {a} // take {a} characters from the left // an abbreviation of {a} letters',
  'last-chars':
    'only the last {a} characters // the final {a} letters of s // the tail of {a} characters // the last {a} digits of a phone number // {a} characters from the right // the ending, {a} signs long // keep the last {a} // what are the final {a} symbols',
  'drop-first-chars':
    'without the first {a} characters // skip {a} characters at the front // remove {a} letters from the start // everything after the first {a} letters // cut {a} characters off the front // the text from character {a} on // forget the first {a} letters // leave out {a} signs at the beginning',
  'drop-last-chars':
    'without the last {a} characters // chop {a} letters off the end // all but the final {a} characters // remove the tail of {a} letters // cut {a} characters off the back // the text except its last {a} characters // forget the final {a} letters // leave out {a} signs at the end',
  'append-text':
    'put {w} at the end of s // s followed by {w} // stick {w} behind the text // add the ending {w} // the word and then {w} // s plus {w} // finish the text with {w} // let it end in an added {w}',
  'prepend-text':
    'put {w} in front of s // {w} followed by s // begin the text with {w} // add the prefix {w} // {w} and then the word // {w} plus s // greet: {w} before the name // let it begin with an added {w}',
  'repeat-text':
    'say s {a} times in a row // {a} copies of the text glued together // repeat the word {a} times // echo the word {a} times // the same string {a} times one after another // cheer {a} times',
  trim: "remove the spaces around the text // no blanks at both ends // clean up whitespace before and after // cut leading and trailing spaces // get rid of accidental spaces before and after the input // no space at the start or end // 'strip' a string",
  capitalize:
    'start the word with a capital // make the first letter big // first character upper case, the rest unchanged // a name should begin with a capital letter // hello to Hello // the sentence should start with a big letter // make a name of it: first letter large // only the first letter in upper case',
  'contains-text':
    'does s contain {w} // is {w} somewhere in the text // does the message mention {w} // can i find {w} inside the string // is the word {w} part of the text // search for {w}, found or not // does it say {w} anywhere // is there {w} in it',
  'contains-letter':
    'is there a {c} in the word // does s have the letter {c} // does {c} occur in the text // is {c} among the letters // any {c} in the text? // search for the character {c}, found or not',
  'starts-with':
    'does s begin with {w} // is {w} at the start of the text // does the name start with {w} // is the prefix {w} // are the first letters {w} // does the line open with {w} // {w} at the very beginning?',
  'starts-with-letter':
    'is {c} the first letter // does the word begin with the letter {c} // first character {c}? // is the initial {c} // does it begin on {c} // name with {c} in front?',
  'ends-with':
    'does s finish with {w} // is {w} at the end // does the file name end in {w} // is the suffix {w} // are the last letters {w} // does the line close with {w} // {w} at the very end?',
  'ends-with-letter':
    'is {c} the last letter // does the word end with the letter {c} // last character {c}? // does it stop on {c} // is the final character {c} // last sign equal to {c}?',
  'replace-text':
    'change every {p} to {q} // swap {p} for {q} everywhere in the text // write {q} instead of {p} // turn each {p} into {q} // substitute {q} for {p} // wherever it says {p} put {q} // rename {p} to {q} in the text // correct the typo {p} to {q} // exchange {p} by {q}',
  'remove-char':
    'delete every {c} from the text // s without any {c} // throw out all the {c} characters // get rid of {c} in the string // no {c} in the result // strip out the character {c} // cross out each {c} // clean the text of {c}',
  'count-char':
    'how many times does {c} appear in s // number of {c} in the text // count the {c}s // how often do i see a {c} // number of times the character {c} turns up // how many {c} has the word // frequency of {c} in s',
  'index-of-char':
    'where is the first {c} // position of {c} in s // at which index does {c} show up // find {c} and tell me its place // how far in is the first {c} // location of {c} in the text, from zero // first occurrence of {c}, its index',
  'count-vowels':
    'how many of the letters are a, e, i, o or u // number of vowels in s // count the vowels // how many vowels // number of a e i o u letters in the word // vowel count',
  'remove-vowels':
    'text without a, e, i, o, u // drop all vowels // keep the consonants only // delete the vowels // write it without vowels like in a text message // strip a e i o u // no vowels please',
  'remove-spaces':
    'delete all blanks // text without any spaces // squash the words together // no whitespace at all // take out the gaps // everything in one piece without blanks // delete each space',
  'replace-spaces':
    'put {c} where the spaces are // turn blanks into {c} // use {c} instead of a space // join the words of the text by {c} rather than by spaces // every blank becomes {c} // {c} for each gap between words // file name: spaces turned into {c}',
  'count-words':
    'how many words are in the sentence // word count of the text // number of words // how long is my essay in words // number of words of the text // count the words in a message',
  'first-word':
    'the first word of a sentence // which word comes first // only the opening word // first name from a full name // word number one of the sentence // what does the sentence begin with, the whole word // everything up to the first space',
  'last-word':
    'the last word of a sentence // which word comes last // only the closing word // surname from a full name // the word at the end of the sentence // what does the sentence end with, the whole word // everything after the last space',
  'split-text':
    'cut the text at every {c} // break s apart at {c} // pieces between the {c}s as a list // {c} is the separator, give me the parts // the text has parts separated by {c}, list them // chop it up at {c} // an array from a string with {c} as delimiter',
  'join-two-texts':
    's and t with a space between // first name and last name into a full name // put a blank between two texts and join them // two words with one blank in the middle // combine given name and surname // s, then a space, then t',
  'concat-two-texts':
    'glue s and t together // one text directly after the other // s followed by t without a gap // stick the second text to the first // both strings as one without space // put t right behind s',
  'is-palindrome':
    'same forwards and backwards? // does the word read equally from both sides // is it a mirror word like level // does it stay the same when reversed // anna yes, peter no // same word from both ends?',
  'is-empty-text':
    "is there nothing in the text // no characters at all? // was the field left blank // is s an empty string // zero characters? // did the user type nothing // true for '' only",
  'is-longer-than':
    'more than {a} characters? // is the text too long for a limit of {a} // does s have over {a} letters // longer than {a} characters? // does it exceed {a} signs // too big for {a} characters',
  'digits-only':
    'is it made of digits alone // nothing but 0 to 9 in there? // are all characters figures // does s consist of numbers only // could this be a plain number, digits and nothing else // valid pin, only figures // no letters, only digits?',
  'letters-only':
    'nothing but letters in there? // is the text made of a to z alone // no digits, no signs, letters only // is it purely alphabetic // just letters, nothing else? // true for abc, false for ab1',
  'contains-digit':
    'is there a digit in the text // does the password have at least one number in it // any figure in s? // is a number hidden in the text // one figure or more in it? // does the string have any digits',
  'extract-digits':
    'only the digits of the text // pull out the numbers and forget the letters // remove everything that is not a digit // the phone number without signs and letters // keep the figures, drop the rest // just the digits one after the other',
  'looks-like-email':
    'could this be an email address // is s a valid e-mail // does the text have the shape of a mail address // something@something.xy? // valid mail address? // does the input have the form of an e-mail',
  slug: 'make a url part from a title // lower case with dashes for spaces // title to web address // My First Post becomes my-first-post // make it fit for a link // hyphens between words and everything small',
  'pad-zeros':
    'fill up with zeros on the left until it has {a} characters // leading zeros to a width of {a} // make the code {a} digits long with zeros in front // 7 to 007 style with {a} places // {a} digits, zeros at the front if needed // widen the number text to {a} with 0s',
  'truncate-dots':
    "cut after {a} characters and add three dots // shorten to {a} with an ellipsis // if longer than {a}, show the beginning and '...' // too long titles end in ... after {a} characters // max {a} signs, then dots // preview with dots when longer than {a}",
  'year-of-date':
    'which year is the date in // the year part of d // 2024 from 2024-05-06 // the year of a birthday // only the first part of yyyy-mm-dd as number // year number please',
};
