// What the page offers to the command line and to tests, as `globalThis.lab`, when its address has `?lab`. Types only: src/app/lab.ts implements
// them, tools/lab uses them through the browser's debugging port. Everything that crosses is plain JSON.

import type { Precision } from '../src/engine/import/layout.ts';
import type { BuiltInHost } from '../src/engine/built-in.ts';
import type { ParityReport } from '../src/engine/parity.ts';
import type { WireResult } from '../src/lib/channel.ts';
import type { Phase } from '../src/lib/phase.ts';
import type { Preferences, Role } from '../src/team/meta.ts';
import type { DownloadApi, ImportProgress } from './download.ts';
import type { DreamerApi } from './dreamer.ts';

export type { BuiltInHost };

type First<M extends (...args: never[]) => unknown> = Parameters<M>[0];
export type NightRequest = First<DreamerApi['night']>;
export type NightReport = Awaited<ReturnType<DreamerApi['night']>>;
export type Progress = Parameters<Parameters<DreamerApi['night']>[1]>[0];
export type AskRow = First<DreamerApi['ask']>[number];
export type ModelName = Parameters<DreamerApi['ask']>[1];
export type AskResult = Parameters<Parameters<DreamerApi['ask']>[2]>[0];
export type GuardRow = First<DreamerApi['guard']>[number];
export type GuardResult = Parameters<Parameters<DreamerApi['guard']>[1]>[0];
export type ChatResult = Awaited<ReturnType<DreamerApi['chat']>>;
export type ImportSummary = Awaited<ReturnType<DreamerApi['importFile']>>;
export type Adopted = Awaited<ReturnType<DreamerApi['importAdapter']>>;
export type MergeReport = Awaited<ReturnType<DreamerApi['merge']>>;
export type StatusReport = Awaited<ReturnType<DreamerApi['status']>>;

/** Last place of every log: what a complete transaction has told. */
export type Tails = Readonly<Record<string, { seq: number; id: string }>>;

/** What a check after a crash found. */
export type Integrity = {
  /** Tables whose chain of hashes is broken, or that have damaged rows. */
  broken: readonly string[];
  /** Tables in which a row that was seen before is no longer there. */
  lost: readonly string[];
  heads: Readonly<Record<'active' | 'candidate' | 'previous', string | null>>;
  /** The heads are where the last move left them. */
  headsAgree: boolean;
  /** The file of the active checkpoint is there and its hash is right. */
  activeReadable: boolean;
};

/** Base64 of the files of a reference case, and its two JSON files as text. */
export type CaseText = Readonly<Record<'config' | 'adapterConfig' | 'case' | 'adapter' | 'expected', string>> & {
  /** Bytes in base64: of model.safetensors, or of every file of the model by name, to be imported. */
  readonly model: string | Readonly<Record<string, string>>;
};

export type ImportedModel = Awaited<ReturnType<DownloadApi['importFrom']>>;

export type GenerateRequest = { maxNewTokens: number; temperature: number; seed: number; thinking: boolean };
export type GenerateResult = Awaited<ReturnType<DreamerApi['generate']>>;

export type DecodeRate = { model: ModelName; batch: number; tokens: number; seconds: number; tokensPerSecond: number };

export type WakeRequest = {
  phase: Exclude<Phase, 'none'>;
  count: number;
  seed: string;
  night: NightRequest;
  latestMs: number;
};

/** Milliseconds from a sign of life until each part had stopped; `ms` is the last of them, `into` is how long the phase had lasted. */
export type WakeSample = {
  ms: number;
  into: number;
  parts: Readonly<Record<'engine' | 'trainer' | 'lock' | 'write', number>>;
};

/** Calls of the page, by name. Progress and rows arrive beside them as LabEvent. */
export type LabCalls = {
  /** Starts the workers; the device that was chosen. */
  ready(): Promise<{ device: string }>;
  /** `yields`: signs of life on the page stop the night, as they do for a user. */
  night(request: NightRequest, yields: boolean): Promise<NightReport>;
  ask(rows: readonly AskRow[], model: ModelName): Promise<void>;
  guard(rows: readonly GuardRow[]): Promise<void>;
  status(): Promise<StatusReport>;
  parity(files: CaseText, device: 'wasm' | 'webgpu' | 'auto'): Promise<ParityReport>;
  /** Imports the model at an address of our own origin. `source`: what people call it. */
  importModel(base: string, source: string, precision: Precision): Promise<ImportedModel>;
  /** What was measured of this night, as text. @param night its id, or how that begins; null: the newest */
  metrics(night: string | null, form: 'jsonl' | 'csv'): Promise<{ night: string; text: string; rows: number }>;
  /** Base64 of the files of the active adapter, by name. */
  exportAdapter(): Promise<Readonly<Record<string, string>>>;
  /** Other models for the roles, by what they are called, and where the endpoint is; the workers begin anew. */
  choose(called: Partial<Pick<Preferences, Role | 'endpointUrl' | 'endpointModel'>>): Promise<void>;
  /** One answer of the model that is called so. */
  generate(called: string, prompt: string, options: GenerateRequest): Promise<GenerateResult>;
  /** Base64 of the files of the learner as one model, by name. */
  exportMerged(form: 'safetensors' | 'onnx'): Promise<Readonly<Record<string, string>>>;
  /** The text of adapter_config.json, and the weights in base64. @param sure whatever model it names */
  importAdapter(adapterConfig: string, weights: string, sure: boolean): Promise<Adopted>;
  decode(model: ModelName, prompts: readonly string[], batch: number): Promise<DecodeRate>;
  /** Stops nights in this phase, again and again. */
  wake(request: WakeRequest): Promise<readonly WakeSample[]>;
  tails(): Promise<Tails>;
  check(seen: Tails): Promise<Integrity>;
};

export type LabEvent =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'import'; progress: ImportProgress }
  | { kind: 'row'; row: AskResult | GuardResult }
  | { kind: 'sample'; sample: WakeSample };

export type Lab = {
  call(name: keyof LabCalls, args: readonly unknown[]): Promise<WireResult>;
  /** Ends whatever call is under way. */
  stop(): void;
};
