// The processes of a Chrome that was started with a profile, from /proc (Linux). Nothing else is looked at.

import { readdirSync, readFileSync } from 'node:fs';

type Process = { pid: number; parent: number; command: readonly string[]; rss: number };

/** Process numbers, the browser process first. */
export function chromeProcesses(profile: string): number[] {
  return familyOf(profile).map(({ pid }) => pid);
}

/** Resident memory of the largest page process, bytes. @throws Error when there is none, or no /proc */
export function rendererMemory(profile: string): Promise<number> {
  const renderers = familyOf(profile).filter(({ command }) => command.includes('--type=renderer'));
  if (renderers.length === 0) throw new Error('Memory is read from /proc, which this system does not have.');
  return Promise.resolve(Math.max(...renderers.map(({ rss }) => rss)));
}

/** The process that names the profile and is nobody's helper, and all its descendants. */
function familyOf(profile: string): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(processOf)
    .filter((process) => process !== null);
  const named = all.filter(({ command }) => command.includes(`--user-data-dir=${profile}`));
  const first = named.find(({ command }) => !command.some((argument) => argument.startsWith('--type=')));
  const family = first ? [first] : named;
  for (const { pid } of family) family.push(...all.filter((other) => other.parent === pid && !family.includes(other)));
  return [...family, ...named.filter((process) => !family.includes(process))];
}

function processOf(name: string): Process | null {
  try {
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split(/[\0 ]/);
    const status = readFileSync(`/proc/${name}/status`, 'utf8');
    const field = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return { pid: Number(name), parent: field('PPid'), command, rss: field('VmRSS') * 1024 };
  } catch {
    // It ended while we looked.
    return null;
  }
}
