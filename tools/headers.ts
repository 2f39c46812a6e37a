// The response headers of every file we serve, in one table; used by tools/serve.ts and by Vite's dev and preview servers.
//
// The page and its workers are cross-origin isolated (SharedArrayBuffer, threads) and may talk to their own origin only.
// The policy goes out with every response because a page's policy does not bind the workers it loads from the network.

export type Headers = Readonly<Record<string, string>>;

/** What makes a page `crossOriginIsolated`. */
export const ISOLATION: Headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const CAUTION: Headers = {
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), idle-detection=(self)',
};

const APP_POLICY = policy({
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self' blob:",
  'connect-src': "'self'",
  'frame-src': "'self'",
  'img-src': "'self' data: blob:",
  'style-src': "'self'",
  'font-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'object-src': "'none'",
});

// The opaque frame for code that a model wrote: no network, no storage, no origin. Its runtime is posted in, not fetched.
const SANDBOX_POLICY = policy({
  sandbox: 'allow-scripts',
  'default-src': "'none'",
  'script-src': "'unsafe-inline' 'wasm-unsafe-eval' blob:",
  'worker-src': 'blob:',
});

type Rule = { path: RegExp; headers: Headers };

// The first rule that matches a path decides; the last one matches everything.
const RULES: readonly Rule[] = [
  { path: /^\/sandbox\.html$/, headers: { 'Content-Security-Policy': SANDBOX_POLICY, 'Cache-Control': 'no-cache' } },
  {
    path: /^\/assets\//,
    headers: { 'Content-Security-Policy': APP_POLICY, 'Cache-Control': 'public, max-age=31536000, immutable' },
  },
  { path: /^/, headers: { 'Content-Security-Policy': APP_POLICY, 'Cache-Control': 'no-cache' } },
];

/** Headers of one response. `pathname` is the decoded path of the request, from the leading slash on. */
export function headersFor(pathname: string): Headers {
  const rule = RULES.find(({ path }) => path.test(pathname));
  return { ...ISOLATION, ...CAUTION, ...rule?.headers };
}

/**
 * The same for Vite's dev server, which injects styles and scripts and talks to its client over a socket: the page's own
 * policy would stop it, so it is left out there. The sandbox keeps its policy, and isolation is the same.
 */
export function devHeadersFor(pathname: string): Headers {
  const headers: Record<string, string> = { ...headersFor(pathname), 'Cache-Control': 'no-cache' };
  if (headers['Content-Security-Policy'] === APP_POLICY) delete headers['Content-Security-Policy'];
  return headers;
}

function policy(directives: Record<string, string>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}
