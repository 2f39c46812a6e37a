// The pages, in the order of the navigation. To add one: its folder, and one line here. Each is fetched when it is first opened.

import type { Component } from 'svelte';
import type { App } from './state/app.svelte.ts';

export type PageProps = { app: App; rest: string };
export type Route = { title: string; load(): Promise<{ default: Component<PageProps> }> };

export const routes = {
  chat: { title: 'Chat', load: () => import('./pages/chat/Chat.svelte') },
  journal: { title: 'Journal', load: () => import('./pages/journal/Journal.svelte') },
  skills: { title: 'Skills', load: () => import('./pages/skills/Skills.svelte') },
  'x-ray': { title: 'X-ray', load: () => import('./pages/x-ray/XRay.svelte') },
  lab: { title: 'Lab', load: () => import('./pages/lab/Lab.svelte') },
  models: { title: 'Models', load: () => import('./pages/models/Models.svelte') },
  settings: { title: 'Settings', load: () => import('./pages/settings/Settings.svelte') },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

/** Page and rest of an address: `#/journal/abc` is the journal's entry abc. What is no page is the chat. */
export function placeOf(hash: string): { name: RouteName; rest: string } {
  const [name = '', ...rest] = hash.replace(/^#\/?/, '').split('/');
  return Object.hasOwn(routes, name) ? { name: name as RouteName, rest: rest.join('/') } : { name: 'chat', rest: '' };
}
