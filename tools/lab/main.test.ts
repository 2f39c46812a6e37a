import { describe, expect, it } from 'vitest';
import { parse, usage } from './main.ts';

describe('the command line', () => {
  it('reads shared and own options in any order', () => {
    const parsed = parse(['ask', '--device', 'wasm', 'rows.jsonl', '--model', 'dream-l', '--json']);
    expect(parsed?.invocation).toMatchObject({
      positionals: ['rows.jsonl'],
      device: 'wasm',
      json: true,
      values: { model: 'dream-l' },
    });
  });

  it.each([
    [['dance'], /There is no command dance: the commands are night, ask/],
    [['toString'], /There is no command toString/],
    [['night', '--device', 'tpu'], /--device is one of auto/],
    [['night', '--device', 'node'], /--device node works with parity/],
    [['night', '--tusks', '3'], /--tusks/],
    [['guard'], /Usage: lab guard FILE.jsonl/],
    [['status', 'now'], /Usage: lab status/],
    [['metrics', 'a', 'b'], /Usage: lab metrics/],
  ])('refuses %j as bad usage', (argv, sentence) => {
    expect(() => parse(argv)).toThrow(sentence);
  });

  it('lists every command when asked for help', () => {
    expect(parse([])).toBeNull();
    expect(parse(['night', '--help'])).toBeNull();
    for (const name of ['night', 'ask', 'guard', 'parity', 'metrics', 'status', 'bench'])
      expect(usage()).toMatch(new RegExp(`^  ${name} `, 'm'));
  });
});
