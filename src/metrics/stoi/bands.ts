/** From two signals at 10 kHz to their third-octave envelopes, silent frames taken out: the first half of STOI, in double precision. */

import { createFft } from '../../dsp/index.ts';

/** The rate STOI is defined at, in hertz. */
export const stoiRate = 10_000;
/** Third-octave bands, the lowest centred on 150 Hz. */
export const bandCount = 15;
const lowestHertz = 150;
/** Frames of 25.6 ms, half overlapped, padded to twice their length for the transform. */
const frameSize = 256;
const hopSize = frameSize / 2;
const fftSize = 512;
/** Frames this far below the loudest of the reference are silence. */
const dynamicRangeDb = 40;
const machineEpsilon = 2 ** -52;

/** Envelopes of both signals, `[frame, band]`. */
export interface BandEnvelopes {
  readonly frameCount: number;
  readonly reference: Float64Array;
  readonly estimate: Float64Array;
}

/** Takes out the frames in which the reference is silent, from both, and measures the amplitude of each band in what remains. */
export function bandEnvelopes(reference: Float64Array, estimate: Float64Array): BandEnvelopes {
  const loud = loudFrames(reference);
  const x = joinFrames(reference, loud);
  const y = joinFrames(estimate, loud);
  const frameCount = frameCountOf(x.length);
  const result = {
    frameCount,
    reference: new Float64Array(frameCount * bandCount),
    estimate: new Float64Array(frameCount * bandCount),
  };
  measureBands(x, result.reference);
  measureBands(y, result.estimate);
  return result;
}

/** √Σ|X[k]|² over the bins of each band. */
function measureBands(signal: Float64Array, envelopes: Float64Array): void {
  const edges = bandEdges();
  const fft = createFft(fftSize);
  const real = new Float64Array(fftSize);
  const imaginary = new Float64Array(fftSize);
  for (let frame = 0; frame * bandCount < envelopes.length; frame++) {
    real.fill(0);
    imaginary.fill(0);
    for (let n = 0; n < frameSize; n++) real[n] = window[n]! * signal[frame * hopSize + n]!;
    fft.forward(real, imaginary);
    for (let band = 0; band < bandCount; band++) {
      const [first, end] = edges[band]!;
      let power = 0;
      for (let k = first; k < end; k++) power += real[k]! ** 2 + imaginary[k]! ** 2;
      envelopes[frame * bandCount + band] = Math.sqrt(power);
    }
  }
}

/** MATLAB's `hanning(256)`: symmetric over 258 samples without its two zeros. */
const window: Float64Array = Float64Array.from(
  { length: frameSize },
  (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 1)) / (frameSize + 1)),
);

/** Frames start at 0, 128, … below length − 256: a frame that would end exactly at the end is left out, as in pystoi. */
function frameCountOf(length: number): number {
  return Math.max(0, Math.ceil((length - frameSize) / hopSize));
}

/** The frames whose energy is within the dynamic range of the loudest. */
function loudFrames(signal: Float64Array): number[] {
  const levels: number[] = [];
  for (let frame = 0; frame < frameCountOf(signal.length); frame++) {
    let sum = 0;
    for (let n = 0; n < frameSize; n++) sum += (window[n]! * signal[frame * hopSize + n]!) ** 2;
    levels.push(20 * Math.log10(Math.sqrt(sum) + machineEpsilon));
  }
  const loudest = levels.reduce((most, level) => Math.max(most, level), Number.NEGATIVE_INFINITY);
  return levels.flatMap((level, frame) => (loudest - dynamicRangeDb - level < 0 ? [frame] : []));
}

/** The chosen frames, windowed, put side by side again and added where they overlap. */
function joinFrames(signal: Float64Array, frames: readonly number[]): Float64Array {
  if (frames.length === 0) return new Float64Array(0);
  const joined = new Float64Array((frames.length - 1) * hopSize + frameSize);
  frames.forEach((frame, i) => {
    for (let n = 0; n < frameSize; n++) joined[i * hopSize + n]! += window[n]! * signal[frame * hopSize + n]!;
  });
  return joined;
}

/** First bin and the one after the last of each band: the bins nearest to the band's edge frequencies, a sixth of an octave off the centre. */
function bandEdges(): (readonly [number, number])[] {
  const nearestBin = (hertz: number): number => {
    const position = (hertz * fftSize) / stoiRate;
    // Of two equally near, the lower, as argmin finds it.
    return Math.ceil(position - 0.5);
  };
  return Array.from({ length: bandCount }, (_, band) => [
    nearestBin(lowestHertz * 2 ** ((2 * band - 1) / 6)),
    nearestBin(lowestHertz * 2 ** ((2 * band + 1) / 6)),
  ]);
}
