// A lock file that installs here may still be refused elsewhere: npm leaves out platform packages that the registry did
// not have at that moment, and `npm ci` then calls the file out of sync, on some npm versions only.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './command.ts';

type Locked = { resolved?: string; optionalDependencies?: Record<string, string> };

const FILES = ['package-lock.json', 'tools/pretrain/package-lock.json', 'tools/dawn/package-lock.json'];

describe.each(FILES)('%s', (file) => {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as { packages: Record<string, Locked> };

  it('holds every optional package that it names', () => {
    const held = new Set(Object.keys(packages).map((place) => place.split('node_modules/').at(-1)));
    const named = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
    expect(named.filter((name) => !held.has(name))).toEqual([]);
  });

  it('names no registry: each user installs from his own', () => {
    const hosts = Object.values(packages).filter(({ resolved }) => resolved?.includes('://'));
    expect(hosts).toEqual([]);
  });
});
