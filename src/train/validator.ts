/** Validation: the loss and SI-SDR of a model on excerpts that training does not see, with dropout off and running statistics in use. */

import type { Audio } from '../audio/index.ts';
import type { Batch, Loader } from '../datasets/index.ts';
import { createGraph, input } from '../graph/index.ts';
import { siSdr } from '../metrics/index.ts';
import type { Model } from '../models/index.ts';
import { createScope } from '../nn/index.ts';
import type { Engine } from '../runtime/index.ts';
import type { Tensor } from '../tensor/index.ts';
import type { Loss } from './losses/loss.ts';
import type { RunExcerpt } from './run-log.ts';
import type { ValidationRecord } from './run-state.ts';

/** What a validation came to. */
export interface ValidationResult extends ValidationRecord {
  /** The first few excerpts in which every target sounds; others where these are too few. */
  readonly excerpts: readonly RunExcerpt[];
}

/** How to validate. */
export interface ValidateOptions {
  /** Excerpts to give back. Default 0. */
  readonly keep?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onBatch?: ((done: number, total: number) => void) | undefined;
}

/** A compiled validation. */
export interface Validator {
  /** Measures `weights` on epoch 0 of `loader`: the same excerpts every time. */
  validate(
    loader: Loader,
    weights: ReadonlyMap<string, Tensor>,
    options?: ValidateOptions,
  ): Promise<ValidationResult>;
  dispose(): Promise<void>;
}

/** Ratios beyond this are counted as this: one silent estimate must not decide over a whole set. */
const limitDb = 100;

/** Compiles the validation of `model` for batches of `batchSize`. */
export async function createValidator(
  model: Model,
  { engine, loss, batchSize }: { readonly engine: Engine; readonly loss: Loss; readonly batchSize: number },
): Promise<Validator> {
  const { channels, samples, targets } = model.shape;
  const signals = model.buildTraining(
    createScope({ training: false }),
    input('mixture', { dtype: 'float32', shape: [batchSize, channels, samples] }),
    input('targets', { dtype: 'float32', shape: [batchSize, targets.length, channels, samples] }),
  );
  const graph = createGraph({ loss: loss.build(signals), estimate: signals.estimate.waveform() });
  const program = await engine.compile(graph);

  async function measure(
    { mixture, targets: wanted }: Batch,
    weights: ReadonlyMap<string, Tensor>,
  ): Promise<{ readonly loss: number; readonly estimate: Float32Array }> {
    const feeds: Record<string, Tensor> = {};
    for (const name of program.inputs.keys()) {
      feeds[name] = name === 'mixture' ? mixture : name === 'targets' ? wanted : weights.get(name)!;
    }
    const found = await program.run(feeds);
    return { loss: Number(found.loss!.data[0]), estimate: found.estimate!.data as Float32Array };
  }

  return {
    async validate(loader, weights, { keep = 0, signal, onBatch } = {}) {
      let lossSum = 0;
      const ratios = { own: [] as number[], mixture: [] as number[] };
      // Silence is nothing to hear or to see: excerpts with a silent target only where there are no others.
      const sounding: RunExcerpt[] = [];
      const silent: RunExcerpt[] = [];
      const options = signal === undefined ? {} : { signal };
      for await (const batch of loader.epoch(0, options)) {
        const result = await measure(batch, weights);
        lossSum += result.loss;
        for (let item = 0; item < batchSize; item++) {
          const excerpt = excerptOf(model, { batch, estimate: result.estimate, item });
          const compared = targets.filter((target) => compare(excerpt, target, ratios));
          const kept = compared.length === targets.length ? sounding : silent;
          if (kept.length < keep) kept.push(excerpt);
        }
        onBatch?.(batch.index + 1, loader.batchesPerEpoch);
      }
      return {
        loss: lossSum / loader.batchesPerEpoch,
        siSdr: mean(ratios.own),
        mixtureSiSdr: mean(ratios.mixture),
        excerpts: [...sounding, ...silent].slice(0, keep),
      };
    },
    dispose: () => program.dispose(),
  };
}

/** Adds the ratios of a target and says so, unless it is silent: then there is nothing to compare with. */
function compare(
  { mixture, estimates, targets }: RunExcerpt,
  target: string,
  ratios: { readonly own: number[]; readonly mixture: number[] },
): boolean {
  const reference = targets.get(target)!.channels;
  const own = siSdr(reference, estimates.get(target)!.channels, { channels: 'joined' });
  if (Number.isNaN(own)) return false;
  ratios.own.push(limited(own));
  ratios.mixture.push(limited(siSdr(reference, mixture.channels, { channels: 'joined' })));
  return true;
}

function excerptOf(
  { shape, sampleRate }: Model,
  {
    batch,
    estimate,
    item,
  }: { readonly batch: Batch; readonly estimate: Float32Array; readonly item: number },
): RunExcerpt {
  const { channels, samples, targets } = shape;
  // Views: who keeps them keeps the whole batch, which is made anew each time.
  const audio = (data: Float32Array, first: number): Audio => ({
    sampleRate,
    channels: Array.from({ length: channels }, (_, c) =>
      data.subarray((first + c) * samples, (first + c + 1) * samples),
    ),
  });
  const perTarget = (data: Float32Array): ReadonlyMap<string, Audio> =>
    new Map(targets.map((target, t) => [target, audio(data, (item * targets.length + t) * channels)]));
  return {
    mixture: audio(batch.mixture.data, item * channels),
    estimates: perTarget(estimate),
    targets: perTarget(batch.targets.data),
  };
}

function limited(ratioDb: number): number {
  return Math.max(-limitDb, Math.min(limitDb, ratioDb));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
