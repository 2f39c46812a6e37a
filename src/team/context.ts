// What a night works with: the store, the team (learner, teacher, trainer, sandbox), the domain and the settings. Stages get it and nothing else;
// none of them knows where anything runs.

import type { Held } from '../../models/catalog.ts';
import { type LoraConfig, loraScale } from '../../models/lora.ts';
import type { LossName } from '../../models/losses/index.ts';
import type { Fence } from '../db/fence.ts';
import type { Files } from '../db/files.ts';
import type { Store } from '../db/db.ts';
import type { Domain, Level } from '../domains/domain.ts';
import { type Adapter, type Engine, importedHash, type ModelName, type Tester } from '../engine/engine.ts';
import type { Trainer } from '../engine/trainer.ts';
import type { Clock } from '../lib/clock.ts';
import type { StopFlag } from '../lib/flag.ts';
import type { Log } from '../lib/log.ts';
import type { Step } from '../lib/trace.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Collecting } from './collect.ts';

/** A learning rate and a number of epochs that a night may train with. */
export type TrainChoice = { readonly learningRate: number; readonly epochs: number };

/** Losses that learn from a teacher's likeliest tokens. */
export type DistilLoss = Extract<LossName, 'forward-kl' | 'jsd' | 'logit-mse'>;

/** Where a candidate that costs too much is examined once more: what it costs is taken to grow with such a power of the way, likelihood with `nll`, and goes to `share` of its bound. */
export type Nearness = { nll: number; share: number };

export type NightSettings = {
  /** Tasks woven in one night, over all skills. */
  tasks: number;
  /** Skills that one night learns at most. */
  skills: number;
  /** Of its solved tasks the learner tries so many itself, so that there are wrong answers to compare right ones with. */
  tries?: number;
  /** Conversations decoded together. */
  batch: number;
  maxNewTokens: number;
  /** Fewer verified lessons than this teach nothing. */
  minLessons: number;
  lora: LoraConfig;
  /** What lessons are learned by: the loss that the learner itself was made with. */
  loss: LossName;
  /** Lessons of a teacher that reads text like the learner are learned from its distribution: its likeliest tokens at every place. `loss`: absent, as forward KL. */
  distil?: { top: number; loss?: DistilLoss };
  /** Which lessons are taken when there are many; all, in nights that were begun without it. */
  collect?: Collecting;
  /** Whether lessons count by the salience of what they were woven from, or all alike, as in nights that were begun without it. */
  weights?: 'salience' | 'equal';
  /** Learning from own answers after training, in rounds: see src/train/reflect.ts. Nights do not, unless it is set. */
  reflect?: {
    rounds: number;
    /** Questions that it answers each round, and how it draws its answers. */
    prompts: number;
    temperature: number;
    /** What the model of before the night sees beside the question. */
    sees: 'solution' | 'error' | 'both';
    /** Its likeliest tokens at every place. */
    top: number;
    learningRate: number;
    /** Rows of replay for each answer. */
    replay: number;
  };
  /**
   * After the training answers that passed are preferred to the learner's own that failed: by DPO on pairs, or InfoNCE on all answers to a task, `tasks` of
   * which it tries itself; and what the user preferred, `chat` pairs at most (src/train/said.ts; absent: none, as in nights that were begun without it). Absent: not.
   */
  prefer?: {
    loss: 'dpo' | 'info-nce';
    beta: number;
    tasks: number;
    chat?: number;
    epochs: number;
    learningRate: number;
  };
  /** Learning by trying, after that: see src/train/reinforce.ts. Nights do not, unless it is set. */
  reinforce?: {
    rounds: number;
    /** Tasks of a round, and answers to each. */
    prompts: number;
    tries: number;
    temperature: number;
    /** No token is drawn that is less likely than this share of the likeliest. */
    minP: number;
    learningRate: number;
    clip: number;
    /** Weight of the divergence from the checkpoint that it set out from. */
    kl: number;
  };
  train: {
    repeat: number;
    epochs: number;
    learningRate: number;
    replay: number;
    anchor: number;
    batch: number;
    time: number;
    /** Only the adapters of so many top layers learn; absent: all do (TrainingPlan). */
    topLayers?: number;
  };
  /**
   * Only skills that are weak for certain are practised: each candidate is tried on so many tasks as are missing to `probes`, and is weak when as few passes had a
   * probability under `alpha` at the rate from which a skill is known. Absent: what failed is practised (src/dream/weak.ts).
   */
  weak?: { probes: number; alpha: number };
  /**
   * Tasks are shared out by expected gain a second, learned from earlier nights; a skill gets at least this share of what the best gets. More than three to one
   * would be cut by curation. Absent: all get as many (src/dream/budget.ts).
   */
  budget?: { least: number };
  /**
   * The training is cut into legs of one pass over the lessons; after each, so many answers of tonight's skills and of known levels are looked at, all of the
   * training split. It ends when a second of it brings less than a second of a night, and its best leg is kept. Absent: one training (src/train/legs.ts).
   */
  legs?: { items: number };
  /** In place of those in `train`, one of these, by what earlier nights gained with each. Absent: no choice is made. */
  choices?: readonly TrainChoice[];
  consolidate: {
    epochs: number;
    learningRate: number;
    manifold: number;
    /** Rows of replay for each lesson, and at least. */
    replay: number;
    least: number;
    anchor: number;
    topLayers?: number;
  };
  /**
   * Of what consolidation replays of known levels so many tasks are answered by the learner itself, warm, and learned as it answered them where that passes their tests
   * (src/consolidate/creative.ts). Absent: all is as it is written.
   */
  creative?: { rows: number; temperature: number; minP: number };
  /**
   * In a night that sets out from an adapter, what consolidation replays of known levels is learned as the learner would say it, by so many of its likeliest tokens at
   * every place, and not as it is written (src/consolidate/echo.ts). Null or absent: as it is written.
   */
  echo?: { top: number } | null;
  /** Of the rows of replay about this share at most are lessons of earlier nights (src/team/rehearsal.ts). Absent: none, as in nights that were begun without it. */
  rehearse?: { share: number };
  /**
   * Of the way that a night goes from the adapter that it set out from, this part is kept: 0 to 1 (src/consolidate/way.ts). Absent: all of it, as of nights that set out from
   * the base.
   */
  way?: number;
  /** A candidate that is rejected for what it would cost is examined once more at this smaller part of the way (src/consolidate/nearer.ts). Absent: it is not. */
  nearer?: number;
  /** Where likelihood or divergence is all that speaks against it, that part follows from by how much. Null or absent: `nearer`, whatever spoke against it. */
  nearerBy?: (Nearness & { kl: number }) | null;
  /** The same in nights that set out from no adapter, where likelihood is all that speaks against them. Null or absent: those are examined once. */
  nearerFirst?: Nearness | null;
  /** What consolidation holds on to; 'none': nothing, whatever `manifold` says. Absent: the family's frozen autoencoder. */
  against?: Held;
  /** What is different in nights that learned of so few skills at most: see course.ts. */
  focus?: {
    skills: number;
    train: Partial<NightSettings['train']>;
    consolidate: Partial<NightSettings['consolidate']>;
  };
  /** What is different in nights that set out from an adapter, whatever they learned of; `lora`: one of a smaller rank is widened to this (start.ts). Null or absent: nothing. */
  later?: {
    lora: LoraConfig;
    train: Partial<NightSettings['train']>;
    consolidate: Partial<NightSettings['consolidate']>;
  } | null;
  /** Stricter bounds of the gate than its own; looser ones are not taken. */
  gate: { keep: number; mended: number };
  /** Held-out items: of a known level, of a weaker level, of each asked skill, and of all skills together that earlier nights taught (absent: none). */
  items: { known: number; weak: number; skill: number; earlier?: number };
};

const USUAL: NightSettings = {
  tasks: 240,
  skills: 6,
  tries: 64,
  batch: 32,
  maxNewTokens: 120,
  minLessons: 24,
  lora: { r: 8, lora_alpha: 16 },
  loss: 'smoothed',
  collect: { least: 0.7, limit: 1000, by: 'diverse' },
  weights: 'salience',
  // Small steps, so that there are many: more is learned from half of the rows than with eight in a step (docs/log.md, "small steps").
  train: { repeat: 3, epochs: 1, learningRate: 4e-3, replay: 5, anchor: 0, batch: 2, time: 128 },
  consolidate: { epochs: 1, learningRate: 2e-3, manifold: 0.1, replay: 30, least: 4500, anchor: 0 },
  // The winner of ten levels in sequence. Holding on to the base gains no more in a first night, as it is decided about (decisions/0021, 0022).
  against: 'none',
  rehearse: { share: 0.3 },
  way: 0.8,
  focus: {
    skills: 2,
    train: { repeat: 2, replay: 20 },
    consolidate: { learningRate: 1e-4, replay: 10, least: 1000 },
  },
  gate: { keep: 0.95, mended: 0.15 },
  items: { known: 200, weak: 60, skill: 60, earlier: 240 },
};

/** Models that were brought do without these until they are measured on one. */
export const NIGHT_SETTINGS: NightSettings = {
  ...USUAL,
  echo: { top: 16 },
  nearer: 0.6,
  nearerBy: { nll: 2.5, kl: 2, share: 0.9 },
  nearerFirst: { nll: 4, share: 0.9 },
  later: {
    lora: { r: 32, lora_alpha: 32 },
    train: { learningRate: 2e-3 },
    consolidate: { learningRate: 1e-3, least: 2000 },
  },
};

/**
 * What is different where the learner is an imported model: it was made with plain cross-entropy, is hundreds of times larger, so that far smaller steps
 * move it, and has no autoencoder of its own.
 */
const IMPORTED_SETTINGS: NightSettings = {
  ...USUAL,
  maxNewTokens: 512,
  // A calibration of the teacher's taste needs 40 that came out differently, and these cost minutes.
  tries: 48,
  loss: 'cross-entropy',
  train: { ...USUAL.train, repeat: 1, learningRate: 2e-4, time: 256, batch: 4 },
  consolidate: { epochs: 1, learningRate: 5e-5, manifold: 0, replay: 2, least: 200, anchor: 0 },
  focus: { skills: 0, train: {}, consolidate: {} },
};

/** The settings of nights of this learner. */
export const settingsFor = (learner: ModelName): NightSettings =>
  importedHash(learner) === null ? NIGHT_SETTINGS : IMPORTED_SETTINGS;

/** The learner as it answers now: base weights, and the adapter of the active head if there is one. */
export type Learner = { model: ModelName; base: string; adapter: Adapter | null; checkpoint: string | null };

/** How the shipped base did on the gate's items, by level, measured when it was made. */
export type BaseScores = Readonly<Partial<Record<Level, { outcomes: string; nll: number; items: string }>>>;

/** Shape of the adapter that the night makes: that of the one which answers, where later nights have theirs at their scale and at least as wide; else the usual one. */
export function loraOf({ learner: { adapter }, settings }: Pick<Context, 'learner' | 'settings'>): LoraConfig {
  if (!adapter) return settings.lora;
  const least = settings.later?.lora;
  if (!least) return adapter.lora;
  const r = Math.max(least.r, adapter.lora.r);
  return { r, lora_alpha: loraScale(least) * r };
}

export type Progress = {
  step: string;
  done: number;
  of: number;
  note: string;
  /** While training: which training of the night it is, as its run will be named. */
  training?: string;
  /** While training: its steps since it was told last; the first time all that were made before it was cut short. */
  steps?: readonly Step[];
};

export type Context = {
  store: Store;
  files: Files;
  fence: Fence;
  engine: Engine;
  /** Where the learner is computed. */
  device: Tester;
  trainer: Trainer;
  sandbox: Sandbox;
  domain: Domain;
  learner: Learner;
  teacher: ModelName;
  /** Tries what the teacher got wrong; null: nobody does. */
  expert: ModelName | null;
  baseScores: BaseScores;
  settings: NightSettings;
  clock: Clock;
  log: Log;
  /** Corrupts verified lessons or what was trained; only a test build has one. */
  poison?: Poison;
  report(progress: Progress): void;
  signal: AbortSignal;
  /** Raised by the user's return, before the abort's message arrives. Absent where memory cannot be shared. */
  stop?: Pick<StopFlag, 'isRaised'>;
};

/** Test builds only: what goes wrong after verification. */
export type Poison = {
  lessons<T extends { skill: string; prompt: string; code: string }>(lessons: readonly T[]): readonly T[];
  adapter(flat: Float32Array): Float32Array;
};

/** The night in hand: its row and its seed. Every draw of a stage derives from the seed. */
export type NightRef = { id: string; seed: string };
