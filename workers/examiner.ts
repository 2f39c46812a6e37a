// The examiner: runs reference cases on this browser's device, for `lab parity`. Made for one case and ended after it; the app itself never uses it.

import { chooseDevice } from '../src/engine/executor/adapter.ts';
import { webExecutor } from '../src/engine/executor/web.ts';
import { type CaseFiles, parity, type ParityReport } from '../src/engine/parity.ts';
import { setUpRuntime } from './ort-env.ts';
import { serve } from './rpc.ts';

setUpRuntime();

const api = {
  /** Errors of every group of the case. @throws AppError engine/no-webgpu, engine/compile, parity/case, model/safetensors */
  async parity(files: CaseFiles, device: 'wasm' | 'webgpu' | 'auto'): Promise<ParityReport> {
    return parity(webExecutor(await chooseDevice(device)), files);
  },
};

serve(api);
export type ExaminerApi = typeof api;
