import { describe, expect, it } from 'vitest';
import { rng } from '../../src/lib/rng.ts';
import { components, covariance, leftOver } from './pca.ts';

describe('principal components', () => {
  it('are found where the data was made from them', () => {
    const random = rng('pca');
    const axes = [
      [0.6, 0.8, 0],
      [-0.8, 0.6, 0],
      [0, 0, 1],
    ] as const;
    const spread = [3, 1, 0.1];
    const rows = Float32Array.from({ length: 3 * 20_000 }, () => 0);
    for (let row = 0; row < rows.length; row += 3) {
      const along = spread.map((deviation) => deviation * random.normal());
      for (let i = 0; i < 3; i++)
        rows[row + i] = axes.reduce((sum, axis, k) => sum + (along[k] as number) * (axis[i] as number), 0);
    }
    const found = components(covariance(rows, 3), 3);
    found.values.forEach((value, k) => expect(Math.sqrt(value)).toBeCloseTo(spread[k] as number, 1));
    axes.forEach((axis, k) => {
      const dot = axis.reduce<number>((sum, x, i) => sum + x * (found.vectors[k * 3 + i] as number), 0);
      expect(Math.abs(dot)).toBeGreaterThan(0.999);
    });
    expect(leftOver(rows, 3, found, 1)).toBeCloseTo((1 + 0.01) / (9 + 1 + 0.01), 2);
    expect(leftOver(rows, 3, found, 3)).toBeCloseTo(0, 6);
  });

  it('satisfy A·v = λ·v for a large symmetric matrix', () => {
    const random = rng('matrix');
    const d = 40;
    const matrix = new Float64Array(d * d);
    for (let i = 0; i < d; i++) for (let j = 0; j <= i; j++) matrix[i * d + j] = matrix[j * d + i] = random.normal();
    const { values, vectors } = components(matrix, d);
    for (let k = 0; k < d; k++)
      for (let i = 0; i < d; i++) {
        let product = 0;
        for (let j = 0; j < d; j++) product += (matrix[i * d + j] as number) * (vectors[k * d + j] as number);
        expect(product).toBeCloseTo((values[k] as number) * (vectors[k * d + i] as number), 8);
      }
  });
});
