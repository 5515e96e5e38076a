/** Runs of a tiny model on rendered songs: what they learn, where they stop, and that going on equals never stopping. */

import { beforeAll, describe, expect, it } from 'vitest';
import { testEngine } from '../../test/support/engine.ts';
import { createAudioFolder, createLoader, type Loader, renderedSongs } from '../datasets/index.ts';
import type { Engine } from '../runtime/index.ts';
import { configTemplate, editConfig, type TrainingConfig } from './config/config.ts';
import { configuredLoss, configuredModel } from './config/config-model.ts';
import type { Loss } from './losses/loss.ts';
import type { RunLog } from './run-log.ts';
import type { RunCheckpoint, RunTrainingOptions } from './run-options.ts';
import type { RunState } from './run-state.ts';
import { encodeTrainingState } from './state-files.ts';
import { runTraining } from './trainer.ts';

const config = editConfig(configTemplate('SpectrogramNetSimple'), {
  levels: 2,
  hidden_channels: 2,
  dropout_p: 0.2,
  sample_length: 0.2,
  sample_rate: 8000,
  num_fft: 128,
  window_size: 128,
  hop_length: 64,
  batch_size: 2,
  max_epochs: 3,
  lr: 0.01,
  accumulation: 2,
  average_decay: 0.5,
  warmup_steps: 3,
});
const model = configuredModel(config);
const songs = renderedSongs({ count: 2, seconds: 2, sampleRate: 8000 });

function loader(seed: number, batchesPerEpoch: number): Loader {
  const { sampleRate } = model;
  const source = createAudioFolder(songs, { targets: ['vocals'], lengthSeconds: 0.2, sampleRate });
  return createLoader(source, { batchSize: 2, batchesPerEpoch, seed });
}
const train = loader(1, 3);
const validation = loader(2, 2);

let engine: Engine;
beforeAll(async () => {
  engine = await testEngine();
});

function optionsWith(
  changes: Readonly<Record<string, unknown>> = {},
  more: Partial<RunTrainingOptions> = {},
): RunTrainingOptions {
  const { training_params: params } = editConfig(config, changes);
  return { engine, model, params, train, validation, ...more };
}

/** All that a state consists of, as bytes and text. */
function bytesOf({ training, position }: RunState): readonly [Buffer, string] {
  const { tensors, progress } = encodeTrainingState(training);
  return [Buffer.from(tensors), `${progress}${JSON.stringify(position)}`];
}

describe('a run', () => {
  it('validates after each epoch, keeps the best and the latest, and tells its logs', async () => {
    const kept: RunCheckpoint['kind'][] = [];
    const told = new Map<string, number[]>();
    const note = (tag: string, step: number) => told.set(tag, [...(told.get(tag) ?? []), step]);
    const log: RunLog = {
      scalar: (tag, _, step) => void note(tag, step),
      image: () => {},
      audio: () => {},
      histogram: (tag, _, step) => void note(tag.split('/')[0]!, step),
      excerpts: (excerpts, step) => {
        expect(excerpts).toHaveLength(2);
        expect(excerpts[0]!.estimates.get('vocals')!.channels[0]).toHaveLength(1600);
        note('excerpts', step);
      },
      close: () => {},
    };
    const stages = new Set<string>();
    const { history, best, end } = await runTraining(
      optionsWith(
        {},
        {
          logs: [log],
          view: { num_images: 2, view_gradient: true, view_weights: true, save_frequency: 2 },
          onCheckpoint: ({ kind }) => void kept.push(kind),
          onProgress: ({ stage, epoch, batch, batchCount, meanLoss }) => {
            stages.add(stage);
            expect(epoch).toBeLessThanOrEqual(3);
            expect(batch).toBeLessThanOrEqual(batchCount);
            expect(meanLoss).toBeGreaterThan(0);
          },
        },
      ),
    );
    expect(end).toBe('epochs');
    expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(history[0]!.validation?.siSdr).toEqual(expect.any(Number));
    expect(best?.isBest).toBe(true);
    expect(kept.filter((kind) => kind === 'latest')).toHaveLength(3);
    expect(kept.slice(0, 2)).toEqual(['best', 'latest']);
    expect(stages).toEqual(new Set(['train', 'validate']));
    expect(told.get('loss/iter/train')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(told.get('loss/epoch/valid')).toEqual([1, 2, 3]);
    expect(told.get('excerpts')).toEqual([1, 2, 3]);
    expect([...new Set(told.get('weights'))]).toEqual([1, 2, 3]);
    expect([...new Set(told.get('gradients'))]).toEqual([1, 2, 3]);
  });

  it('learns', async () => {
    const plain = { accumulation: 1, average_decay: 0, warmup_steps: 0, max_epochs: 8 };
    const { history, best } = await runTraining(optionsWith(plain));
    expect(best!.validation!.loss).toBeLessThan(0.8 * history[0]!.validation!.loss);
  });

  it('goes on from any step bit for bit', async () => {
    const states: RunState[] = [];
    const keep = (checkpoint: RunCheckpoint): void => {
      if (checkpoint.kind === 'latest') states.push(checkpoint.state);
    };
    const whole = await runTraining(optionsWith({ checkpoint_steps: 1 }, { onCheckpoint: keep }));
    expect(states).toHaveLength(9);
    // In the middle of an epoch with a gradient waiting, at its end, and in its middle without one.
    for (const at of [0, 2, 4]) {
      const resumed = await runTraining(optionsWith({ checkpoint_steps: 1 }, { resume: states[at] }));
      expect(bytesOf(resumed.state)[0].equals(bytesOf(whole.state)[0])).toBe(true);
      expect(bytesOf(resumed.state)[1]).toBe(bytesOf(whole.state)[1]);
    }
  });

  it('goes on where it was stopped by a signal', async () => {
    const whole = await runTraining(optionsWith());
    for (const stage of ['train', 'validate'] as const) {
      const controller = new AbortController();
      let last: RunState | undefined;
      const stopped = runTraining(
        optionsWith(
          {},
          {
            signal: controller.signal,
            onProgress: (progress) => {
              if (progress.epoch === 2 && progress.stage === stage) controller.abort(new Error('enough'));
            },
            onCheckpoint: (checkpoint) => {
              if (checkpoint.kind === 'latest') last = checkpoint.state;
            },
          },
        ),
      );
      await expect(stopped).rejects.toThrow('enough');
      expect(last?.position).toMatchObject({ epoch: 1, batch: stage === 'train' ? 1 : 3 });
      const { state } = await runTraining(optionsWith({}, { resume: last }));
      expect(bytesOf(state)[0].equals(bytesOf(whole.state)[0])).toBe(true);
      expect(bytesOf(state)[1]).toBe(bytesOf(whole.state)[1]);
    }
  });

  it('goes on to more epochs than it was given first', async () => {
    const two = await runTraining(optionsWith({ max_epochs: 2 }));
    const three = await runTraining(optionsWith({}, { resume: two.state }));
    const whole = await runTraining(optionsWith());
    expect(bytesOf(three.state)[0].equals(bytesOf(whole.state)[0])).toBe(true);
  });

  it('lowers the rate on plateaus and then stops', async () => {
    const { end, history } = await runTraining(
      optionsWith({
        max_epochs: 20,
        min_delta: 1000,
        stop_patience: 2,
        max_lr_steps: 2,
        lr_factor: 0.5,
        warmup_steps: 0,
      }),
    );
    expect(end).toBe('plateau');
    // One that counts as the best, then twice two that do not.
    expect(history.map(({ learningRate }) => learningRate)).toEqual([0.01, 0.01, 0.005, 0.005, 0.0025]);
    expect(history.map(({ isBest }) => isBest)).toEqual([true, false, false, false, false]);
  });

  it('may monitor SI-SDR, and trains without validation', async () => {
    const { history, best } = await runTraining(optionsWith({ monitor: 'si_sdr', warmup_steps: 0 }));
    const ratios = history.map(({ validation: found }) => found!.siSdr!);
    expect(best!.validation!.siSdr).toBe(Math.max(...ratios));
    const alone = await runTraining(optionsWith({}, { validation: undefined }));
    expect(alone.history.every((record) => record.validation === null)).toBe(true);
  });
});

/** The training batches, those of these steps broken. */
function poisoned(batches: readonly number[]): Loader {
  return {
    ...train,
    async *epoch(epoch, options) {
      for await (const batch of train.epoch(epoch, options)) {
        if (batches.includes(epoch * 3 + batch.index)) batch.mixture.data.fill(Number.NaN);
        yield batch;
      }
    },
  };
}

describe('steps that are not finite', () => {
  it('are left out and counted', async () => {
    const { skippedCount, state } = await runTraining(optionsWith({}, { train: poisoned([1, 4]) }));
    expect(skippedCount).toBe(2);
    expect(state.position).toMatchObject({ stepCount: 9, skippedInRow: 0 });
  });

  it('end the run where too many follow each other', async () => {
    const run = runTraining(optionsWith({ max_skipped_steps: 1 }, { train: poisoned([1, 2]) }));
    await expect(run).rejects.toThrow('mixture');
  });
});

describe('what does not fit', () => {
  it('is refused: batches of another shape', async () => {
    const source = createAudioFolder(songs, { targets: ['vocals'], lengthSeconds: 0.3, sampleRate: 8000 });
    const other = createLoader(source, { batchSize: 2, batchesPerEpoch: 1 });
    await expect(runTraining(optionsWith({}, { train: other }))).rejects.toThrow('1 × 2400 samples');
  });

  it('is refused: a state of another architecture', async () => {
    const { state } = await runTraining(optionsWith({ max_epochs: 1 }));
    const wider: TrainingConfig = editConfig(config, { hidden_channels: 3 });
    await expect(
      runTraining(optionsWith({}, { model: configuredModel(wider), resume: state })),
    ).rejects.toThrow(/training state/);
  });

  it('is refused: decibels to monitor without a validation', async () => {
    const run = runTraining(optionsWith({ monitor: 'si_sdr' }, { validation: undefined }));
    await expect(run).rejects.toThrow('no validation');
  });

  it('takes a loss of your own', async () => {
    const seen: string[] = [];
    const loss: Loss = {
      name: 'mine',
      build(signals) {
        seen.push('built');
        return configuredLoss(config.training_params).build(signals);
      },
    };
    await runTraining(optionsWith({ max_epochs: 1 }, { loss }));
    expect(seen).toEqual(['built', 'built']);
  });
});
