/** `82 %`. */
export const percent = (fraction: number): string => `${Math.round(fraction * 100)} %`;
