import { describe, expect, it } from 'vitest';
import { banOf } from './bans.ts';

describe('the ban list', () => {
  it.each([
    ['fetch("x")', /fetch/],
    ['const g = fetch; g("x")', /fetch/],
    ['import("x")', /imports/],
    ['import x from "x"', /imports/],
    ['eval("1")', /eval/],
    ['new Function("return 1")', /functions from text/],
    ['[].constructor.constructor("return 1")()', /constructor/],
    ['(() => 0).constructor("return 1")', /constructor/],
    ['`${fetch("x")}`', /fetch/],
    ['JSON.stringify = () => ""', /replaces JSON.stringify/],
    ['Array.prototype.map ||= f', /Array.prototype.map/],
    ['Object.prototype.anything = 1', /Object.prototype.anything/],
    ['Object.defineProperty(Array.prototype, "map", {})', /changes Array.prototype/],
    ['Object.assign(JSON, x)', /changes JSON/],
  ])('refuses %s', (source, reason) => {
    expect(banOf(source)).toMatch(reason);
  });

  it.each([
    'function f(s) { return s.includes("fetch(") || /eval\\(/.test(s); } // import("x")',
    'function fetch(n) { return n; } const f = (n) => fetch(n);',
    'const f = (process, { window, document: self }) => process + window + self;',
    'const f = (o) => ({ eval: o.eval, import: o?.import, require: 1 });',
    'let i = 0, top = 1, parent = []; function f() { return top + parent[i]; }',
    'if (typeof process !== "undefined") {}',
    'function f(x) { return new x.constructor(x.constructor.name === "A"); }',
    'Array.prototype.sumAll = function () { return 1; };',
    'const Math = {}; Math.max = 1;',
    'Person.prototype.greet = function () {};',
    'const f = (a) => Object.assign({}, a) === Object.defineProperty(a, "b", {});',
    'function f(x) { return JSON.stringify(x) == Number.MAX_VALUE && x >= Math.PI; }',
    'class A { static fetch() { return 1; } eval(x) { return x; } }',
  ])('lets %s through', (source) => {
    expect(banOf(source)).toBeNull();
  });
});
