// Means of a few seeds, with what could be by chance: Student's t, two-sided, 95 %.

export type Interval = { mean: number; low: number; high: number };

/** Of the 97.5 % point, by degrees of freedom from 1 on; beyond, that of the normal distribution is near enough. */
const T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131];
const NORMAL = 1.96;

/** One value has no interval: low and high are infinitely far. */
export function intervalOf(values: readonly number[]): Interval {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const freedom = values.length - 1;
  if (freedom < 1) return { mean, low: -Infinity, high: Infinity };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / freedom;
  const reach = (T[freedom - 1] ?? NORMAL) * Math.sqrt(variance / values.length);
  return { mean, low: mean - reach, high: mean + reach };
}

/** Which of two a difference speaks for: the first when all of it is above 0. */
export const betterOf = ({ low, high }: Interval, first: string, second: string): string =>
  low > 0 ? first : high < 0 ? second : 'neither for certain';
