// The trainer: LoRA on frozen weights, over a TrainingSession. A step runs in units of at most 80 ms, and before each the stop flag and the signal are
// read, so that the user's return never waits. It owns order, schedule and unit size; models, clock and flag are passed in.

import { activationBytes, LayerwiseSession } from './layerwise.ts';
import { rng } from '../lib/rng.ts';
import type { WeightFile } from './import/layout.ts';
import { losses } from '../../models/losses/index.ts';
import type { Tensors } from '../../models/parameters.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { must } from '../lib/assert.ts';
import { chooseLoss } from '../../models/losses/build.ts';
import { AppError, codeOf } from '../lib/errors.ts';
import { emptyTrace, type Step, type Trace, withStep } from '../lib/trace.ts';
import { type Course, type CourseBatch, makeCourse, type Prepared, prepareLessons } from './course.ts';
import type { ModelName } from './engine.ts';
import { KeptPrograms } from './kept-programs.ts';
import { lossWeight } from './loss-feeds.ts';
import { rateAt } from './schedule.ts';
import { smoothingOf } from './taught.ts';
import { type Mapping, targetsFor } from './text-targets.ts';
import { TopLayers } from './top-layers.ts';
import { firstPoint, holding, type TrainerModel, type TrainerParts } from './trainer-parts.ts';
import type { Trainer, TrainingPlan, TrainingPoint, TrainingProgress, TrainingResult } from './trainer.ts';
import { ADAMW, selfCheck, type Session, type Terms, TrainingSession } from './training.ts';
import { divisorsOf, fitUnit, settledMs, type Unit, unitsOf, Warmth } from './units.ts';

const UNIT_MS = 80;
const POINT_EVERY_MS = 10_000;
/** What layers hand their way back, of all rows of a run. */
const ACTIVATION_BYTES = { webgpu: 512 << 20, wasm: 256 << 20 };

export function createLoraTrainer(parts: TrainerParts): Trainer {
  const models = new Map<ModelName, Promise<TrainerModel>>();
  const worker = { programs: new KeptPrograms(), warmth: new Warmth(parts.executor.device) };
  const model = (name: ModelName, signal: AbortSignal): Promise<TrainerModel> => {
    const loading = models.get(name) ?? parts.load(name, signal);
    models.set(name, loading);
    loading.catch(() => models.delete(name));
    return loading;
  };
  return {
    train: async (plan, start, onProgress, onPoint, signal) => {
      const loaded = holding(await model(plan.model, signal), plan);
      return new LoraTraining(parts, loaded, plan, start, worker, signal).run(onProgress, onPoint);
    },
    dispose: async () => {
      models.clear();
      await worker.programs.release();
    },
  };
}

/** What outlives a training. */
type Lasting = { programs: KeptPrograms; warmth: Warmth };

/** The sums that a point carries besides tensors. */
type Tally = {
  losses: number[];
  trace: Trace;
  tokens: number;
  seconds: number;
  errors: number;
  replayTokens: number;
};

/** What a step tells of itself; the sums so far are added. */
type Stepped = Omit<Step, 'step' | 'tokens' | 'seconds'>;

class LoraTraining {
  readonly #parts: TrainerParts;
  readonly #model: TrainerModel;
  readonly #plan: TrainingPlan;
  readonly #start: TrainingPoint | null;
  readonly #programs: KeptPrograms;
  readonly #warmth: Warmth;
  readonly #signal: AbortSignal;
  readonly #top: TopLayers;
  readonly #first: Pick<TrainingPoint, 'parameters' | 'optimiser'>;
  readonly #tally: Tally;
  #session: Session | null = null;
  #selfCheck: number | null = null;
  #mapping: Mapping | null = null;
  #unit: Unit = { rows: 0, ms: 0 };
  /** Units are looked at once more when the code has become fast: fitted anew if it was slow when that was done last, else kept if they can be. */
  #due: 'fit' | 'check' | null = null;

  constructor(
    parts: TrainerParts,
    model: TrainerModel,
    plan: TrainingPlan,
    start: TrainingPoint | null,
    { programs, warmth }: Lasting,
    signal: AbortSignal,
  ) {
    // Positions never exceed a row, so the rotary tables need not be longer.
    const config = { ...model.config, max_position_embeddings: plan.time };
    [this.#programs, this.#warmth] = [programs, warmth];
    [this.#parts, this.#model, this.#plan, this.#start, this.#signal] = [
      parts,
      { ...model, config },
      plan,
      start,
      signal,
    ];
    this.#top = new TopLayers(config, plan);
    this.#first = start ?? firstPoint(this.#model, plan);
    this.#tally = {
      losses: [...(start?.losses ?? [])],
      trace: start?.trace ?? emptyTrace(),
      tokens: start?.tokens ?? 0,
      seconds: start?.seconds ?? 0,
      errors: start?.carried?.errors ?? 0,
      replayTokens: start?.carried?.replayTokens ?? 0,
    };
  }

  async run(
    onProgress: (progress: TrainingProgress) => void,
    onPoint: (point: TrainingPoint) => Promise<void>,
  ): Promise<TrainingResult> {
    let interrupted = false;
    try {
      const course = await this.#prepare();
      await this.#steps(course, onProgress, onPoint);
      return await this.#result('completed');
    } catch (error) {
      interrupted = codeOf(error) === 'abort/aborted';
      if (interrupted) return await this.#result('interrupted');
      throw error;
    } finally {
      await this.#session?.dispose();
      // One that was stopped will go on, and then needs them at once.
      if (!interrupted) await this.#programs.release();
    }
  }

  /** Lets messages in, then stops if somebody wants that. @throws AppError abort/aborted */
  #pause = async (): Promise<void> => {
    await this.#parts.breathe();
    throwIfAborted(this.#signal);
    if (this.#parts.stop.isRaised())
      throw new AppError('abort/aborted', 'Training was stopped for the user; it goes on from its last step.');
  };

  async #prepare(): Promise<Course> {
    await this.#pause();
    const plan = this.#plan;
    const { inputs, options } = chooseLoss(plan.loss ?? 'cross-entropy', plan.lossOptions);
    const teacher = 'top_ids' in inputs ? { top: options.top, smoothing: smoothingOf(plan) } : undefined;
    const lessons = await prepareLessons(plan.lessons, this.#model.tokenizer, plan.time, this.#pause, teacher);
    const plain = makeCourse(lessons, plan);
    if (this.#first.optimiser.step >= plain.steps) return plain;
    const model = this.#model;
    const { session, course } =
      'weights' in model
        ? { session: await this.#openLayers(model, model.weights), course: plain }
        : await this.#openWhole({ ...model, base: model.base }, lessons, plain);
    const sample = must(unitsOf(course.at(0).batch, this.#unit.rows)[0], 'unit');
    this.#selfCheck = await selfCheck(session, sample, {
      at: this.#elsewhere(),
      terms: this.#terms(sample),
      pause: this.#pause,
    });
    return course;
  }

  /** One graph; how many rows it takes at once is measured. */
  async #openWhole(
    model: TrainerModel & { base: Tensors },
    lessons: readonly Prepared[],
    plain: Course,
  ): Promise<{ session: Session; course: Course }> {
    const [plan, first, { config, autoencoder, base }] = [this.#plan, this.#first, model];
    const { from } = this.#top;
    const told = { ...plan, parameters: first.parameters };
    const kept = from > 0 ? await this.#top.keep(this.#parts.executor, model, told, lessons, this.#pause) : null;
    const held = await targetsFor(this.#parts, model, plan, kept?.lessons ?? lessons, this.#pause);
    this.#mapping = held?.mapping ?? null;
    const placed = held?.lessons ?? kept?.lessons;
    const course = placed ? makeCourse(placed, plan) : plain;
    const spec = {
      config,
      ...(kept ? { below: kept.below } : {}),
      ...(held ? { targets: held.targets } : {}),
      trainable: {
        ...{ mode: 'lora' as const, lora: plan.lora, base, from },
        unfrozen: (plan.manifold && plan.unfrozen && autoencoder) || undefined,
      },
      buckets: [],
      adamw: ADAMW,
      objective: {
        ...(plan.loss ? { loss: plan.loss } : {}),
        ...(plan.lossOptions ? { lossOptions: plan.lossOptions } : {}),
        ...(plan.manifold && autoencoder ? { autoencoder, targets: held !== null } : {}),
        anchored: Boolean(plan.anchor),
      },
    };
    await this.#pause();
    await this.#programs.begin(this.#kind());
    const { parameters, optimiser } = this.#top.cut(first);
    const session = await TrainingSession.create(this.#parts.executor, spec, parameters, optimiser, this.#programs);
    this.#session = session;
    await this.#fitFirst(session, course.at(0).batch);
    return { session, course };
  }

  /** Layer by layer a stop comes through at any size of a run, so that rows are as many as their activations have room. */
  async #openLayers({ config }: TrainerModel, weights: WeightFile): Promise<Session> {
    const { lora, time, batch, loss = 'cross-entropy', lossOptions = {}, anchor, topLayers } = this.#plan;
    if (!losses[loss].chunks || anchor || this.#top.from > 0)
      throw new AppError(
        'train/objective',
        `Imported models learn in all layers, without an anchor, and by losses that take the vocabulary in chunks; not by ${loss}. Change the plan of this training.`,
        { loss, anchor, topLayers },
      );
    const room = ACTIVATION_BYTES[this.#parts.executor.device === 'webgpu' ? 'webgpu' : 'wasm'];
    const fitting = divisorsOf(batch).filter((rows) => rows * time * activationBytes(config) <= room);
    const rows = this.#start?.carried?.rows ?? fitting.at(-1) ?? 1;
    this.#unit = { rows, ms: 0 };
    const learned = { loss, lossOptions };
    const spec = { config, lora, weights, bucket: { batch: rows, time }, adamw: ADAMW, pause: this.#pause, ...learned };
    const { parameters, optimiser } = this.#first;
    const session = await LayerwiseSession.create(this.#parts.executor, spec, parameters, optimiser);
    this.#session = session;
    return session;
  }

  /** What compiled programs depend on: the model, the shape of the adapter, the objective, the length of a row. */
  #kind(): string {
    const { model, lora, topLayers, loss, lossOptions, manifold, against, unfrozen, anchor, time } = this.#plan;
    return JSON.stringify([
      model,
      lora,
      topLayers,
      loss,
      lossOptions,
      manifold ? [against, unfrozen] : null,
      Boolean(anchor),
      time,
    ]);
  }

  async #fit(session: TrainingSession, batch: CourseBatch, kept?: number): Promise<void> {
    const { batch: rows, time } = this.#plan;
    const limit = this.#parts.unitMs ?? UNIT_MS;
    const tried = new Set<number>();
    const measure = (some: number): Promise<number> => this.#measure(session, batch, some, tried.add(some));
    this.#unit = await fitUnit(rows, limit, measure, kept, this.#warmth.isCold);
    await session.keepBucket({ batch: this.#unit.rows, time });
  }

  /** Rows that a point carries are kept if they can be; not if cold code chose them, and it is fast now. */
  async #fitFirst(session: TrainingSession, batch: CourseBatch): Promise<void> {
    const { rows, cold = false } = this.#start?.carried ?? {};
    const { isCold } = this.#warmth;
    const kept = cold && !isCold ? undefined : rows;
    await this.#fit(session, batch, kept);
    if (isCold) this.#due = this.#unit.rows === rows && !cold ? 'check' : 'fit';
  }

  /** Once, when the code has become fast. */
  async #fitWarm(course: Course, spent: number): Promise<void> {
    this.#warmth.ran(spent);
    if (!this.#due || this.#warmth.isCold || this.#done() === course.steps) return;
    const kept = this.#due === 'check' ? this.#unit.rows : undefined;
    if (this.#session instanceof TrainingSession) await this.#fit(this.#session, course.at(0).batch, kept);
    this.#due = null;
  }

  /**
   * Time of one run. Compiles the bucket. @param tried this size, and those that were measured before it: one of them will be chosen, so that what was chosen when
   * code was slow gives way where there is no room for four.
   */
  async #measure(
    session: TrainingSession,
    batch: CourseBatch,
    rows: number,
    tried: ReadonlySet<number>,
  ): Promise<number> {
    await this.#pause();
    const { time } = this.#plan;
    const needed = [...tried].map((some) => ({ batch: some, time }));
    await session.addBucket({ batch: rows, time }, needed);
    const sample = must(unitsOf(batch, rows)[0], 'unit');
    const ms = await settledMs(async () => {
      await this.#pause();
      const begun = this.#parts.clock.now();
      await session.accumulate(sample, this.#terms(sample));
      return this.#parts.clock.now() - begun;
    });
    session.clear();
    return ms;
  }

  /**
   * Parameters for the self-check: with B = 0 every gradient of A is zero, so both are drawn; far from the base where there is an anchor to it. A loss that compares
   * whole answers is flat where they are told apart for certain, so flat that rounding hides its slope: it is checked beside the base, which tells them apart less
   * than its reference does, if not the other way round, where it is steep.
   */
  #elsewhere(): Float32Array {
    const random = rng('self-check/adapter');
    const far = this.#plan.anchor ? 0.1 : 0.02;
    const near = losses[this.#plan.loss ?? 'cross-entropy'].per === 'sequence' ? 0 : 1;
    return this.#top.cut(this.#first).parameters.map((p) => near * p + far * random.normal());
  }

  /**
   * The step's gradient is divided by its Σ weights, so the term is multiplied by it: what remains is manifold · mean error over replay tokens.
   * The scale is that of the whole batch, whatever unit of it runs.
   */
  #manifoldScale(batch: CourseBatch): number {
    const { replayTokens } = batch;
    return this.#plan.manifold && replayTokens > 0 ? (this.#plan.manifold * this.#weight(batch)) / replayTokens : 0;
  }

  /** What the step over a batch is divided by. */
  #weight(batch: CourseBatch): number {
    return lossWeight(losses[this.#plan.loss ?? 'cross-entropy'], batch);
  }

  #terms(unit: CourseBatch, scale = this.#manifoldScale(unit)): Terms {
    const { anchor = 0 } = this.#plan;
    return {
      manifold: unit.replay.map((one) => one * scale),
      anchor: anchor ? unit.weights.map((weight, cell) => weight * anchor * (unit.replay[cell] as number)) : undefined,
    };
  }

  async #steps(
    course: Course,
    onProgress: (progress: TrainingProgress) => void,
    onPoint: (point: TrainingPoint) => Promise<void>,
  ): Promise<void> {
    const clock = this.#parts.clock;
    let stored = clock.now();
    while (this.#done() < course.steps) {
      const begun = clock.now();
      const stepped = await this.#step(course);
      await this.#fitWarm(course, clock.now() - begun);
      this.#tally.seconds += (clock.now() - begun) / 1000;
      const { tokens, seconds } = this.#tally;
      const step = { step: this.#done(), ...stepped, tokens, seconds };
      this.#tally.trace = withStep(this.#tally.trace, step);
      onProgress({ ...step, steps: course.steps });
      if (clock.now() - stored < POINT_EVERY_MS || this.#done() === course.steps) continue;
      await onPoint(await this.#point());
      stored = clock.now();
    }
  }

  async #step(course: Course): Promise<Stepped> {
    const session = must(this.#session, 'session');
    const { batch, beginsEpoch, epoch } = course.at(session.step);
    const scale = this.#manifoldScale(batch);
    let [loss, term] = [0, 0];
    for (const unit of unitsOf(batch, this.#unit.rows)) {
      await this.#pause();
      const sums = await session.accumulate(unit, this.#terms(unit, scale));
      [loss, term] = [loss + sums.loss + sums.anchorLoss, term + sums.manifoldLoss];
    }
    await this.#pause();
    const { learningRate, decay, maxNorm } = this.#plan;
    const rate = rateAt(session.step, course.steps, learningRate);
    const norm = await session.apply(this.#weight(batch), { learningRate: rate, decay, maxNorm });
    const errors = scale > 0 ? term / scale : 0;
    this.#count(batch, loss, errors, beginsEpoch);
    const error = scale > 0 ? errors / batch.replayTokens : null;
    const consolidation = (error ?? 0) * (this.#plan.manifold ?? 0);
    return { epoch, loss: loss / this.#weight(batch), consolidation, error, rate, norm };
  }

  #count(batch: CourseBatch, loss: number, error: number, beginsEpoch: boolean): void {
    const tally = this.#tally;
    if (beginsEpoch) [tally.errors, tally.replayTokens] = [0, 0];
    tally.losses.push(loss / this.#weight(batch));
    tally.tokens += batch.tokens;
    if (!this.#plan.manifold) return;
    tally.errors += error;
    tally.replayTokens += batch.replayTokens;
  }

  #done(): number {
    return this.#session?.step ?? this.#first.optimiser.step;
  }

  /** The last whole step. */
  async #point(): Promise<TrainingPoint> {
    const { losses, trace, tokens, seconds, errors, replayTokens } = this.#tally;
    const session = this.#session;
    const moved = session && session.step > this.#first.optimiser.step;
    const { parameters, optimiser } = moved
      ? this.#top.whole(this.#first, { parameters: await session.parameters(), optimiser: await session.optimiser() })
      : this.#first;
    const { rows, cold = false } = this.#unit.rows
      ? { rows: this.#unit.rows, cold: this.#due === 'fit' }
      : (this.#start?.carried ?? {});
    return {
      parameters,
      optimiser,
      losses: [...losses],
      trace,
      tokens,
      seconds,
      ...(rows ? { carried: { rows, ...(cold ? { cold } : {}), errors, replayTokens } } : {}),
    };
  }

  async #result(status: TrainingResult['status']): Promise<TrainingResult> {
    const { errors, replayTokens } = this.#tally;
    const aeError = this.#plan.manifold && replayTokens > 0 ? errors / replayTokens : null;
    const aeLoss = aeError === null ? null : aeError * (this.#plan.manifold ?? 0);
    return {
      ...(await this.#point()),
      status,
      steps: this.#done(),
      aeLoss,
      aeError,
      selfCheck: this.#selfCheck,
      unit: this.#unit,
      ...(this.#mapping ? { mapping: this.#mapping } : {}),
    };
  }
}
