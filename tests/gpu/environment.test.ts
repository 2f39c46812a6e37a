// Proves that the gpu project computes on a WebGPU device.
import { describe, expect, it } from 'vitest';
import { hasGpu, openDevice } from './adapter.ts';

const ADD = /* wgsl */ `
  @group(0) @binding(0) var<storage, read> a: array<f32>;
  @group(0) @binding(1) var<storage, read> b: array<f32>;
  @group(0) @binding(2) var<storage, read_write> sum: array<f32>;
  @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
    if (id.x < arrayLength(&sum)) { sum[id.x] = a[id.x] + b[id.x]; }
  }`;

describe.runIf(hasGpu)('WebGPU', () => {
  it('adds two arrays in a compute shader', async () => {
    const device = await openDevice();
    try {
      const a = Float32Array.from({ length: 1000 }, (_, i) => i);
      const b = Float32Array.from({ length: 1000 }, (_, i) => 0.5 * i);
      expect(await add(device, a, b)).toEqual(Float32Array.from({ length: 1000 }, (_, i) => 1.5 * i));
    } finally {
      device.destroy();
    }
  });
});

async function add(
  device: GPUDevice,
  a: Float32Array<ArrayBuffer>,
  b: Float32Array<ArrayBuffer>,
): Promise<Float32Array> {
  const { byteLength: size } = a;
  const input = (data: Float32Array<ArrayBuffer>) => {
    const buffer = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  const sum = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const read = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const module = device.createShaderModule({ code: ADD });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const entries = [input(a), input(b), sum].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(Math.ceil(a.length / 64));
  pass.end();
  encoder.copyBufferToBuffer(sum, 0, read, 0, size);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(GPUMapMode.READ);
  return new Float32Array(read.getMappedRange().slice(0));
}
