import { describe, expect, it } from 'vitest';
import { fixed, Graph, type Value } from './ir.ts';
import * as o from './ops.ts';

describe('Graph', () => {
  it('makes equal operations on equal inputs one node', () => {
    const graph = new Graph();
    const [x, y] = [graph.input('x', [2, 2]), graph.input('y', [2, 2])];
    expect(o.add(x, y)).toBe(o.add(x, y));
    expect(o.sum(x, [0])).not.toBe(o.sum(x, [1]));
    expect(o.add(x, y)).not.toBe(o.add(y, x));
    expect(graph.scalar(2)).toBe(graph.scalar(2));
    expect(graph.scalar(2)).not.toBe(graph.scalar(3));
  });

  it('keeps what the outputs need, in order, and forgets the rest', () => {
    const graph = new Graph();
    const x = graph.input('x', [3]);
    const kept = o.exp(x);
    o.sqrt(x);
    graph.output('y', o.add(kept, x));
    expect(graph.live().map(({ op }) => op)).toEqual(['exp', 'add']);
  });

  it('refuses values of another graph', () => {
    const [x, y] = [new Graph().input('x', [3]), new Graph().input('y', [3])];
    expect(() => o.add(x, y)).toThrow(expect.objectContaining({ code: 'graph/foreign' }));
  });

  it('refuses two inputs or two outputs of one name, and a constant of the wrong size', () => {
    const graph = new Graph();
    const x = graph.input('x', [3]);
    expect(() => graph.input('x', [4])).toThrow(/unique/);
    graph.output('y', x);
    expect(() => graph.output('y', x)).toThrow(/unique/);
    expect(() => graph.constant(new Float32Array(5), [2, 3])).toThrow(/6 elements, got 5/);
  });

  it('tells a known size from one that is known only when it runs', () => {
    expect(fixed(3, 'rows')).toBe(3);
    expect(() => fixed('time', 'rows')).toThrow(expect.objectContaining({ code: 'graph/dynamic' }));
  });
});

describe('operations', () => {
  const graph = new Graph();
  const x = (...shape: number[]): Value => graph.input(`x${graph.inputs.length}`, shape);

  it.each([
    ['add of sizes that do not broadcast', () => o.add(x(2, 3), x(2))],
    ['gemm of inner sizes that differ', () => o.gemm(x(2, 3), x(4, 5))],
    ['gemm of more than two axes', () => o.gemm(x(1, 2, 3), x(3, 4))],
    ['gemm with a c that does not fit', () => o.gemm(x(2, 3), x(3, 4), { c: x(5) })],
    ['gemm with a c that is larger than the result', () => o.gemm(x(1, 3), x(3, 4), { c: x(2, 4) })],
    ['matmul of inner sizes that differ', () => o.matmul(x(2, 2, 3), x(2, 4, 5))],
    ['matmul of batches that differ', () => o.matmul(x(2, 2, 3), x(3, 3, 5))],
  ])('refuses %s', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'graph/shape' }));
  });

  it.each([
    ['broadcasting', () => o.add(x(4, 1, 3), x(2, 1)), [4, 2, 3]],
    ['flagged matrices', () => o.gemm(x(3, 2), x(5, 3), { ta: true, tb: true }), [2, 5]],
    ['a batched product', () => o.matmul(x(2, 4, 3), x(2, 3, 5)), [2, 4, 5]],
    ['sums that keep their axes', () => o.sum(x(2, 3, 4), [1]), [2, 1, 4]],
    ['joins', () => o.concat([x(2, 1), x(2, 4)], 1), [2, 5]],
    ['rows by index', () => o.gatherRows(x(9, 4), graph.input('ids', [2, 3], 'int64')), [2, 3, 4]],
  ])('knows the shape of %s', (_, make, shape) => {
    expect(make().shape).toEqual(shape);
  });

  it('adds no node where nothing would change', () => {
    const value = x(2, 3);
    expect(o.reshape(value, [2, 3])).toBe(value);
    expect(o.slice(value, 1, 0, 3)).toBe(value);
    expect(o.scale(value, 1)).toBe(value);
    expect(o.expand(value, [2, 3])).toBe(value);
    expect(o.concat([value], 0)).toBe(value);
  });
});
