// Mounts the app. The address may name a device (`?device=wasm`) and open the page to the command line (`?lab`).
import { mount } from 'svelte';
import { must } from './lib/assert.ts';
import AppFrame from './app/App.svelte';
import { App } from './app/state/app.svelte.ts';
import { Session } from './app/state/session.svelte.ts';
import type { DeviceWish } from './app/workers.ts';

const query = new URLSearchParams(location.search);
const device = query.get('device');
const wish: DeviceWish = device === 'wasm' || device === 'webgpu' ? device : 'auto';
const session = new Session(wish);

const app = new App(session);

if (query.has('lab'))
  void import('./app/lab.ts').then(({ openLab }) =>
    openLab(
      () => session.team(),
      (changes) => app.choose(changes),
    ),
  );
const target = must(document.getElementById('app'), 'the element #app of index.html');
mount(AppFrame, { target, props: { app } });
