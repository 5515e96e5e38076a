/** The spectra of a whole song in as many columns as a picture shows: made piece by piece, so that hours need no more memory. */

import { type Audio, durationSeconds, lengthSamples } from '../audio/index.ts';
import { frameWindow, resolveStftSettings, stft, type WindowName } from '../dsp/index.ts';
import { checkInteger } from '../util/index.ts';
import { soundChannels } from './sound.ts';

/** Options of {@link columnSpectra}. */
export interface SpectraOptions {
  /** Only the channel at this index. Default: the mean power of all. */
  readonly channel?: number;
  /** Samples per frame, 2 to 2²⁰. Default 2048; 4096 for pictures with a logarithmic frequency axis, which shows the lows large. */
  readonly fftSize?: number;
  /** Samples from frame to frame. Default: a quarter of a frame, down to a sixteenth where the sound is short. */
  readonly hopSize?: number;
  /** Default `hann`. */
  readonly window?: WindowName;
  /** At most so many columns; neighbouring frames are averaged into one. Default 1024. */
  readonly columns?: number;
}

/** Power over time and frequency. */
export interface ColumnSpectra {
  readonly columnCount: number;
  readonly binCount: number;
  readonly fftSize: number;
  readonly sampleRate: number;
  readonly durationSeconds: number;
  /** `[column, bin]`: mean |X|², scaled so that a sine of full scale in the middle of a bin has 1. */
  readonly power: Float32Array;
}

const defaults = { fftSize: 2048, columns: 1024 } as const;
/** Samples that are transformed at once: some megabytes of bins. */
const blockSamples = 2 ** 19;

/**
 * The mean power spectra of `columns` equal parts of `audio`. No frame reaches over an end, where an excerpt would show the click of
 * its cut: the first and the last half frame are shown as the whole ones beside them. Sound shorter than a frame is continued by
 * its mirror image. Throws `ArgumentError` for sound without samples or with one that is not finite, and for sizes out of range.
 */
export function columnSpectra(place: string, audio: Audio, options: SpectraOptions = {}): ColumnSpectra {
  const channels = soundChannels(place, audio, options.channel);
  const wanted = checkInteger('columns', options.columns ?? defaults.columns, { min: 1, max: 2 ** 16 });
  const length = lengthSamples(audio);
  const fftSize = checkInteger('fftSize', options.fftSize ?? defaults.fftSize, { min: 2, max: 2 ** 20 });
  const hopSize = options.hopSize ?? defaultHop(fftSize, length / wanted);
  const { window = 'hann' } = options;
  const settings = resolveStftSettings({ fftSize, hopSize, window, center: false });
  const frameCount = Math.ceil(length / settings.hopSize);
  const columnCount = Math.min(wanted, frameCount);
  const binCount = Math.floor(fftSize / 2) + 1;
  const power = new Float32Array(columnCount * binCount);
  // A sine of amplitude 1 has |X| = Σw / 2 in its bin.
  const gain = (2 / frameWindow(settings).reduce((sum, weight) => sum + weight, 0)) ** 2;
  const counts = new Float64Array(columnCount);
  const startOf = (frame: number): number => Math.round((frame + 0.5) * settings.hopSize - fftSize / 2);
  const { first, last } = wholeFrames({ frameCount, fftSize, length, startOf });
  const framesPerBlock = Math.max(1, Math.floor(blockSamples / fftSize));
  for (let start = first; start <= last; start += framesPerBlock) {
    const count = Math.min(framesPerBlock, last + 1 - start);
    const span = (count - 1) * settings.hopSize + fftSize;
    const pieces = channels.map((samples) => mirrored(samples, { start: startOf(start), length: span }));
    const bins = stft(pieces, { fftSize, hopSize: settings.hopSize, window, center: false });
    for (let frame = start; frame < start + count; frame++) {
      // The first and the last whole frame stand for those that would reach over an end.
      const [from, to] = [frame === first ? 0 : frame, frame === last ? frameCount - 1 : frame];
      for (let place = from; place <= to; place++) {
        const column = Math.floor((place * columnCount) / frameCount);
        counts[column]! += channels.length;
        for (const channel of bins.channels) {
          const offset = (frame - start) * binCount * 2;
          addPower(power, column * binCount, channel.subarray(offset, offset + binCount * 2));
        }
      }
    }
  }
  for (let i = 0; i < power.length; i++) power[i]! *= gain / counts[Math.floor(i / binCount)]!;
  return {
    columnCount,
    binCount,
    fftSize,
    sampleRate: audio.sampleRate,
    durationSeconds: durationSeconds(audio),
    power,
  };
}

/** The largest power. */
export function peakPower({ power }: Pick<ColumnSpectra, 'power'>): number {
  return power.reduce((most, value) => Math.max(most, value), 0);
}

interface FrameGrid {
  readonly frameCount: number;
  readonly fftSize: number;
  readonly length: number;
  readonly startOf: (frame: number) => number;
}

/** The frames that lie within the sound; the middle one alone where the sound is shorter than a frame. */
function wholeFrames({ frameCount, fftSize, length, startOf }: FrameGrid): { first: number; last: number } {
  let first = 0;
  while (first < frameCount && startOf(first) < 0) first++;
  let last = frameCount - 1;
  while (last >= 0 && startOf(last) + fftSize > length) last--;
  if (first <= last) return { first, last };
  const middle = Math.floor(frameCount / 2);
  return { first: middle, last: middle };
}

function defaultHop(fftSize: number, samplesPerColumn: number): number {
  return Math.max(
    1,
    Math.min(Math.floor(fftSize / 4), Math.max(Math.floor(fftSize / 16), Math.floor(samplesPerColumn))),
  );
}

/** sum[offset + bin] += re² + im². */
function addPower(sum: Float32Array, offset: number, bins: Float32Array): void {
  for (let i = 0; i < bins.length; i += 2) {
    sum[offset + i / 2]! += bins[i]! * bins[i]! + bins[i + 1]! * bins[i + 1]!;
  }
}

/** `length` samples from `start`, which may lie outside: mirrored there, as often as it takes. */
function mirrored(samples: Float32Array, { start, length }: { start: number; length: number }): Float32Array {
  if (start >= 0 && start + length <= samples.length) return samples.subarray(start, start + length);
  const output = new Float32Array(length);
  const period = Math.max(1, 2 * (samples.length - 1));
  for (let n = 0; n < length; n++) {
    const place = (((start + n) % period) + period) % period;
    output[n] = samples[Math.min(place, period - place)]!;
  }
  return output;
}
