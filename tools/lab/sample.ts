// The built-in sample of `lab night`: what someone might ask on a day of work with lists. Dream S has not learned any of these kinds.

export const SAMPLE: readonly string[] = [
  'Keep only the numbers greater than 12.',
  'From the list, keep the numbers greater than 250.',
  'Keep only the even numbers.',
  'Keep the words longer than 4 letters.',
  'Keep only the words that start with the letter b.',
  'Return the words that start with the letter s.',
];
