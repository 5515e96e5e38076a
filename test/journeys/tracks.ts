/** Small tracks with two stems each, as files, and what an evaluation of them says. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evaluation } from '../../src/evaluate/index.ts';
import { createRandom } from '../../src/util/index.ts';
import { writeWav } from './wav.ts';

/** Measured quickly and told briefly. */
export const quick: readonly string[] = ['--metrics', 'snr', '-j', '2', '-q', '--no-report'];

/** Noise, low or high: stems that a median filter tells apart badly and an oracle well. */
export function stem(seed: number, length = 8000): Float32Array {
  const { uniform } = createRandom(seed);
  let low = 0;
  return Float32Array.from({ length }, () => {
    const noise = uniform() - 0.5;
    low += 0.1 * (noise - low);
    return seed % 2 === 0 ? low : (noise - low) / 4;
  });
}

/** A track of two stems in the folder `set`. */
export function writeTrack(set: string, name: string, seed: number): void {
  writeWav(join(set, name, 'vocals.wav'), { channels: [stem(2 * seed)] });
  writeWav(join(set, name, 'drums.wav'), { channels: [stem(2 * seed + 1)] });
}

/** What lies in an output folder. */
export function evaluationIn(out: string): Evaluation {
  return JSON.parse(readFileSync(join(out, 'evaluation.json'), 'utf8')) as Evaluation;
}
