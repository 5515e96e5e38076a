/** Two hands at a piano, rendered apart and mixed, and what a factorization without the score makes of them. */

import type { Audio } from '../../src/audio/index.ts';
import { factorize, kMeans } from '../../src/decompose/index.ts';
import { istft, magnitude, type Spectrogram, stft } from '../../src/dsp/index.ts';
import { siSdr } from '../../src/metrics/index.ts';
import { makeScore, type Score, scoreEndSeconds } from '../../src/score/index.ts';
import { playPiano, twoHands } from './piano.ts';

/** A piece, its hands, and their sum. */
export interface HandsPiece {
  readonly name: string;
  readonly score: Score;
  /** Left, right. */
  readonly hands: readonly Audio[];
  readonly mixture: Audio;
}

/** Eight bars, 20 s, in three registers: the hands an octave further apart, meeting round middle C, and in the same octaves. */
export function handsPieces({ sampleRate = 22_050, barCount = 8 } = {}): HandsPiece[] {
  const registers = [
    { name: 'hands apart', leftShift: -12, seed: 1 },
    { name: 'hands that meet', leftShift: 0, seed: 2 },
    { name: 'hands in the same octaves', leftShift: 12, seed: 3 },
  ];
  return registers.map(({ name, leftShift, seed }) => {
    const score = makeScore(twoHands({ barCount, leftShift, seed }));
    const lengthSeconds = scoreEndSeconds(score) + 0.5;
    const hands = ['left', 'right'].map((hand, n) => {
      const notes = score.notes.filter(({ part }) => part === hand);
      return playPiano({ notes }, { sampleRate, lengthSeconds, seed: 10 * seed + n });
    });
    const [left, right] = hands.map(({ channels }) => channels[0]!);
    return {
      name,
      score,
      hands,
      mixture: { sampleRate, channels: [left!.map((value, n) => value + right![n]!)] },
    };
  });
}

/** The mean of both hands' SI-SDR in decibels. */
export function handsScore({ hands }: HandsPiece, estimates: readonly Audio[]): number {
  return hands.reduce((sum, hand, n) => sum + siSdr(hand.channels, estimates[n]!.channels) / hands.length, 0);
}

/** How {@link withoutScore} works. */
export interface BlindOptions {
  readonly rank: number;
  readonly seed: number;
  readonly iterations: number;
  readonly frameSeconds: number;
}

/** Means of both hands' SI-SDR of a factorization that has no score. */
export interface BlindScores {
  /** Components in two groups by the pitch of their strongest bin (2-means of its logarithm): the lower group is the left hand. */
  readonly byPitch: number;
  /** Each component to the hand whose true spectrogram it resembles more: what no method without the stems can know. */
  readonly byTruth: number;
}

/** Factorizes the mixture from a random start and deals the components out to the hands, as masks that add up to 1. */
export async function withoutScore(piece: HandsPiece, options: BlindOptions): Promise<BlindScores> {
  const { rank, seed, iterations, frameSeconds } = options;
  const { sampleRate } = piece.mixture;
  const fftSize = 4 * Math.round((frameSeconds * sampleRate) / 4);
  const settings = { fftSize, hopSize: fftSize / 4, padMode: 'zeros' } as const;
  const spectrogram = stft(piece.mixture.channels, settings);
  const { frameCount, binCount } = spectrogram;
  const shape = { frameCount, binCount, rank };
  const factors = await factorize(magnitude(spectrogram)[0]!, { ...shape, iterations, seed });
  const models = Array.from({ length: rank }, (_, r) => componentModel(factors, { ...shape, r }));
  const truths = piece.hands.map((hand) => magnitude(stft(hand.channels, settings))[0]!);
  const places = models.map((_, r) => {
    const template = factors.templates.subarray(r * binCount, (r + 1) * binCount);
    return [Math.log2(Math.max(1, template.indexOf(Math.max(...template))))];
  });
  const { groups, centers } = kMeans(places, { count: 2 });
  const lower = centers[0]![0]! <= centers[1]![0]! ? 0 : 1;
  const score = (hands: readonly number[]): number => maskedScore(piece, { spectrogram, models, hands });
  return {
    byPitch: score(groups.map((group) => (group === lower ? 0 : 1))),
    byTruth: score(models.map((model) => (dot(model, truths[0]!) >= dot(model, truths[1]!) ? 0 : 1))),
  };
}

function componentModel(
  { templates, activations }: { readonly templates: Float32Array; readonly activations: Float32Array },
  { r, frameCount, binCount }: { readonly r: number; readonly frameCount: number; readonly binCount: number },
): Float32Array {
  const model = new Float32Array(frameCount * binCount);
  for (let frame = 0; frame < frameCount; frame++) {
    const gain = activations[r * frameCount + frame]!;
    for (let bin = 0; bin < binCount; bin++)
      model[frame * binCount + bin] = gain * templates[r * binCount + bin]!;
  }
  return model;
}

function maskedScore(
  piece: HandsPiece,
  parts: {
    readonly spectrogram: Spectrogram;
    readonly models: readonly Float32Array[];
    /** Of each component, 0 or 1. */
    readonly hands: readonly number[];
  },
): number {
  const { spectrogram, models, hands } = parts;
  const sums = [0, 1].map((hand) => {
    const sum = new Float32Array(models[0]!.length);
    models.forEach((model, r) => {
      if (hands[r] === hand) for (let i = 0; i < sum.length; i++) sum[i]! += model[i]!;
    });
    return sum;
  });
  const estimates = sums.map((own, hand) => {
    const other = sums[1 - hand]!;
    const bins = spectrogram.channels[0]!.slice();
    for (let i = 0; i < own.length; i++) {
      const mask = own[i]! / (own[i]! + other[i]! || 1);
      bins[2 * i]! *= mask;
      bins[2 * i + 1]! *= mask;
    }
    return { ...piece.mixture, channels: istft({ ...spectrogram, channels: [bins] }) };
  });
  return handsScore(piece, estimates);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
