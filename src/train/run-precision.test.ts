/** Runs that ask for mixed precision: where the device has halves, and where it has none. */

import { beforeAll, describe, expect, it } from 'vitest';
import { testEngine } from '../../test/support/engine.ts';
import { createAudioFolder, createLoader, renderedSongs } from '../datasets/index.ts';
import type { Engine } from '../runtime/index.ts';
import { configTemplate, editConfig } from './config/config.ts';
import { configuredModel } from './config/config-model.ts';
import type { RunLog } from './run-log.ts';
import type { RunTrainingOptions } from './run-options.ts';
import type { RunState } from './run-state.ts';
import { encodeTrainingState } from './state-files.ts';
import { runTraining } from './trainer.ts';

const config = editConfig(configTemplate('SpectrogramNetSimple'), {
  levels: 1,
  hidden_channels: 4,
  dropout_p: 0.2,
  sample_length: 0.2,
  sample_rate: 8000,
  num_fft: 128,
  window_size: 128,
  hop_length: 64,
  batch_size: 2,
  max_epochs: 2,
  lr: 0.01,
});
const model = configuredModel(config);
const { sampleRate } = model;
const songs = renderedSongs({ count: 1, seconds: 2, sampleRate });
const source = createAudioFolder(songs, { targets: ['vocals'], lengthSeconds: 0.2, sampleRate });
const train = createLoader(source, { batchSize: 2, batchesPerEpoch: 3, seed: 1 });

let engine: Engine;
beforeAll(async () => {
  engine = await testEngine();
});

function optionsWith(
  changes: Readonly<Record<string, unknown>> = {},
  more: Partial<RunTrainingOptions> = {},
): RunTrainingOptions {
  const { training_params: params } = editConfig(config, changes);
  return { engine, model, params, train, ...more };
}

/** All that a state consists of, as bytes and text. */
function bytesOf({ training, position }: RunState): readonly [Buffer, string] {
  const { tensors, progress } = encodeTrainingState(training);
  return [Buffer.from(tensors), `${progress}${JSON.stringify(position)}`];
}

const silentLog: RunLog = {
  scalar() {},
  image() {},
  audio() {},
  histogram() {},
  close() {},
};

describe('mixed precision', () => {
  /** The processor, as if it gained from halves: it computes their numbers. */
  const halved = (): Engine => ({
    ...engine,
    capabilities: { ...engine.capabilities, precisions: ['float32', 'float16'] },
  });

  it('is float32 where the device has no halves, and the run says so once', async () => {
    const told: string[] = [];
    const log = { ...silentLog, note: (text: string) => void told.push(`log: ${text}`) };
    const asked = await runTraining(
      optionsWith({ use_mixed_precision: true }, { logs: [log], onNote: (note) => void told.push(note) }),
    );
    const plain = await runTraining(optionsWith());
    expect(asked.notes).toEqual([expect.stringContaining('no mixed precision: cpu')]);
    expect(told).toEqual([`log: ${asked.notes[0]}`, asked.notes[0]]);
    expect(plain.notes).toEqual([]);
    expect(bytesOf(asked.state)[0].equals(bytesOf(plain.state)[0])).toBe(true);
  });

  it('trains in halves where it has, nearly alike, and goes on bit for bit with its scale', async () => {
    const states: RunState[] = [];
    const scales: number[] = [];
    const changes = { use_mixed_precision: true, checkpoint_steps: 1 };
    const log = {
      ...silentLog,
      scalar: (tag: string, value: number) => void (tag === 'loss_scale/iter' && scales.push(value)),
    };
    const whole = await runTraining(
      optionsWith(changes, {
        engine: halved(),
        logs: [log],
        onCheckpoint: (checkpoint) => void (checkpoint.kind === 'latest' && states.push(checkpoint.state)),
      }),
    );
    expect(whole.notes).toEqual([expect.stringContaining('products in float16')]);
    expect(scales).toHaveLength(6);
    const resumed = await runTraining(optionsWith(changes, { engine: halved(), resume: states[1] }));
    expect(bytesOf(resumed.state)).toEqual(bytesOf(whole.state));
    const plain = await runTraining(optionsWith());
    expect(bytesOf(plain.state)[0].equals(bytesOf(whole.state)[0])).toBe(false);
    const difference = whole.history[0]!.trainLoss / plain.history[0]!.trainLoss - 1;
    expect(Math.abs(difference)).toBeLessThan(0.01);
  });

  it('goes on from there in float32: the configuration travels between machines', async () => {
    const changes = { use_mixed_precision: true };
    const first = await runTraining(optionsWith({ ...changes, max_epochs: 1 }, { engine: halved() }));
    const { history } = await runTraining(optionsWith(changes, { resume: first.state }));
    expect(history).toHaveLength(2);
  });
});
