// Types of onnxruntime-node without installing it: `npm run check` passes on a clone where only the root was installed.
// The package's API is that of onnxruntime-common.
declare module 'onnxruntime-node' {
  export * from 'onnxruntime-common';
}
