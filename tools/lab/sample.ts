// The built-in sample of `lab night`: what someone might ask on a day of work with lists. Dream S has not learned any of these kinds.

export const SAMPLE: readonly string[] = [
  'Keep only the numbers that are greater than 12 in the list.',
  'From the list, keep the numbers greater than 250.',
  'Only the even numbers in the list, please.',
  'Keep only the words that start with the letter b.',
  'Keep the words that end with "ed".',
  'Remove the zeros from the list.',
];
