// Builds when needed and serves the app on a free port for the whole run. Playwright ends it with the returned function.
import { ensureBuilt } from '../../tools/build.ts';
import { serve } from '../../tools/serve.ts';

export default async function serveApp(): Promise<() => Promise<void>> {
  const dir = await ensureBuilt((line) => console.log(line));
  const served = await serve({ dir, port: 0 });
  // playwright.config.ts is read again in each worker process, which inherits this.
  process.env.DREAM_LAB_URL = served.url;
  return served.close;
}
