// The response headers of every file we serve, in one table; used by tools/serve.ts, by Vite's dev and preview servers,
// and by the service worker, so that hosts that send none of them are as good.
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

/** The only inline script that may run: that of the sandbox's frame (src/sandbox/frame.html), which inherits the page's policy. */
const FRAME_SCRIPT = "'sha256-WB/Yis13wGWk7VTWZKOteE3V0Az0ZjnRYFGR+5BB0+4='";

const DIRECTIVES = {
  'default-src': "'none'",
  'script-src': `'self' 'wasm-unsafe-eval' ${FRAME_SCRIPT}`,
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
};
const APP_POLICY = policy(DIRECTIVES);

/** Where models are fetched from: the Hugging Face Hub and the stores that it sends on to. */
const MODEL_HOSTS = 'https://huggingface.co https://*.huggingface.co https://*.hf.co';
/** Of the one worker that fetches models when the user asks for one; a worker has the policy that its own script came with. */
const DOWNLOAD_POLICY = policy({ ...DIRECTIVES, 'connect-src': `'self' ${MODEL_HOSTS}` });

/** Of the one worker that talks to the endpoint that the user named, wherever that is. */
const ENDPOINT_POLICY = policy({
  ...DIRECTIVES,
  'connect-src': "'self' https: http://localhost:* http://127.0.0.1:* http://[::1]:*",
});

type Rule = { path: RegExp; headers: Headers };

// The first rule that matches a path decides; the last one matches everything.
const RULES: readonly Rule[] = [
  {
    path: /^(\/.*)?\/assets\/remote-[\w-]+\.js$/,
    headers: { 'Content-Security-Policy': ENDPOINT_POLICY, 'Cache-Control': 'public, max-age=31536000, immutable' },
  },
  {
    path: /^(\/.*)?\/assets\/download-[\w-]+\.js$/,
    headers: { 'Content-Security-Policy': DOWNLOAD_POLICY, 'Cache-Control': 'public, max-age=31536000, immutable' },
  },
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

/** What of the policy a page can say of itself, for hosts that send no headers: all but who may frame it. */
export const PAGE_POLICY = APP_POLICY.replace(/; frame-ancestors [^;]*/, '');

/**
 * The same for Vite's dev server, which injects styles and scripts and talks to its client over a socket: the page's own
 * policy would stop it, so it is left out there. The sandbox brings its own policy, and isolation is the same.
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
