// Types of webgpu (Dawn for Node) without installing it: `npm run check` passes on a clone where only the root was installed.
declare module 'webgpu' {
  /** A navigator.gpu. @param options `name=value`, as in Dawn's own tools: backend, adapter, enable-dawn-features … */
  export function create(options: readonly string[]): GPU;
  /** What a browser has as globals: GPUBufferUsage, GPUQueue … */
  export const globals: Readonly<Record<string, unknown>> & { GPUQueue: { prototype: GPUQueue } };
}
