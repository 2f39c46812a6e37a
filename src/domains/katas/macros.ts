// Shared alternatives of the phrase language: how people name an argument or a relation. A macro may use other macros.

export const macros: Readonly<Record<string, string>> = {
  // arguments
  n: '[n|n|n|x|the number|a number|the number n|a given number|the given number|my number|the input|the value|it]',
  a: '[a|the first number|the first value]',
  b: '[b|the second number|the other number|the second value]',
  s: '[s|s|the text|the text|a text|the string|a string|the given text|the input|the word|my text|some text|it]',
  t: '[t|the second text|the other text|the second string]',
  list: '[list|the list|the list|a list|the numbers|a list of numbers|the array|an array of numbers|my list|the given list|all numbers|some numbers]',
  words: '[words|the words|the list of words|a list of words|a list of texts|the strings|the array of words|my words]',
  items: '[items|the items|the list|a list|the array|an array|the given list]',
  o: '[o|the record|a record|the object|an object|the given record|it]',
  records: '[records|the records|a list of records|the list of objects|an array of objects|all records|the rows]',
  d: '[d|the date|a date|the given date|my date]',
  // arguments without "it" and "the input", for requests that would not tell a text from a list or a number
  num: '[n|n|n|x|the number|a number|the number n|a given number|the given number|my number|any number]',
  val: '[@n|@n|@n|num|this number|some number|a value|this value|the given value]',
  ab: '[a and b|a and b|a and b|two numbers|the two numbers|two given numbers|the numbers a and b|two numbers a and b|both numbers|my two numbers|these two numbers|two values]',
  txt: '[s|s|the text|a text|the string|a string|the given text|a given string|the string s|my text|my string|the word|a word|the input text|some text|the sentence|the message|the phrase|str|a line of text]',
  st: '[s and t|s and t|s and t|two texts|the two texts|two strings|both texts|two given strings|the texts s and t|two words]',
  // every item of a list
  eachnum:
    '[each number|every number|each value|every value|each item|every item|each element|every element|every single number]',
  allnum: '[all numbers|all the numbers|all values|all items|all elements|the numbers]',
  inlist:
    '[in list|in the list|of the list|of a list|in a list|in an array|of an array|in the array|in my list|from the list|in the given list|]',
  eachone: '[each|each one|each of them|every one|every one of them]',
  newlist: '[a new list|a list|the list|a new array|an array|the new list]',
  eachword:
    '[each|every] [word|text|string|item|entry] [in|of|from] [words|the list|a list of words|a list of strings|an array of strings|my list of words|the array of words|the given list|a word list]',
  // relations
  greater: '[greater than|more than|over|above|larger than|bigger than|higher than]',
  less: '[less than|under|below|smaller than|lower than|fewer than]',
  lessnum: '[less than|under|below|smaller than|lower than]',
  atleast: '[at least|greater than or equal to|no less than|not below|not less than]',
  atmost: '[at most|less than or equal to|no more than|not above|not more than]',
  equal: '[equal to|equals|the same as|exactly]',
  divisible: '[divisible by|a multiple of|evenly divisible by]',
  // small words
  every: '[each|every]',
  only: '[only|just]',
  keep: '[<keep>|<select>|<pick>|<filter out>]',
  get: '[<return>|<get>|<find>|<compute>|<give>|<give back>|<work out>|<calculate>]',
  whichare: '[that are|which are]',
};
