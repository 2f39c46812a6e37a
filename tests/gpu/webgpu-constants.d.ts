// The namespace objects of the WebGPU specification that TypeScript's own libraries leave out.
declare const GPUBufferUsage: Readonly<
  Record<
    | 'MAP_READ'
    | 'MAP_WRITE'
    | 'COPY_SRC'
    | 'COPY_DST'
    | 'INDEX'
    | 'VERTEX'
    | 'UNIFORM'
    | 'STORAGE'
    | 'INDIRECT'
    | 'QUERY_RESOLVE',
    GPUBufferUsageFlags
  >
>;
declare const GPUMapMode: Readonly<Record<'READ' | 'WRITE', GPUMapModeFlags>>;
