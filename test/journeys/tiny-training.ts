/** A model small enough to train in a second, and a data set for it: what the journeys of training share. */

import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeRenderedSongs } from '../support/rendered-folder.ts';
import { type CliResult, ensureBuilt, runCli, temporaryFolder } from './cli.ts';

const sampleRate = 8000;

const tiny = [
  ...['--levels', '1', '--hidden_channels', '2', '--sample_rate', String(sampleRate)],
  ...['--sample_length', '0.2', '--num_fft', '128', '--window_size', '128', '--hop_length', '64'],
  ...['--batch_size', '2', '--max_num_samples', '32', '--max_num_val_samples', '4'],
  ...['--max_epochs', '2', '--checkpoint_steps', '6', '--tensorboard', 'false'],
];

/** One thread: journeys run beside each other. */
export const onOneThread: readonly string[] = ['-d', 'cpu', '--threads', '1'];

/** A folder with `songs/{train,val}` and the model folder `tiny`, untrained. */
export interface TinyTraining {
  readonly cwd: string;
  /** A path in it. */
  at(...parts: string[]): string;
  /** A model folder like `tiny`. */
  modelFolder(name: string): string;
  /** `auralflow train NAME songs WORDS`. */
  train(name: string, ...words: string[]): Promise<CliResult>;
  remove(): void;
}

/** Makes the folder. */
export async function makeTinyTraining(): Promise<TinyTraining> {
  ensureBuilt();
  const { path: cwd, remove } = temporaryFolder();
  const at = (...parts: string[]): string => join(cwd, ...parts);
  await writeRenderedSongs(at('songs/train'), { count: 3, seconds: 2, sampleRate });
  await writeRenderedSongs(at('songs/val'), { count: 1, seconds: 2, sampleRate, seed: 9 });
  const { code, stderr } = await runCli(['config', 'tiny', 'SpectrogramNetSimple', ...tiny], { cwd });
  if (code !== 0) throw new Error(stderr);
  return {
    cwd,
    at,
    modelFolder(name) {
      mkdirSync(at(name), { recursive: true });
      cpSync(at('tiny/config.json'), at(name, 'config.json'));
      return name;
    },
    train: (name, ...words) => runCli(['train', name, 'songs', ...onOneThread, ...words], { cwd }),
    remove,
  };
}
