// Modules that the build makes: see tools/sandbox/guest.ts.
declare module 'virtual:sandbox-guest' {
  /** The guest's worker (guest/worker.ts) with everything it needs, as the text of one classic script. */
  const code: string;
  export default code;
}
