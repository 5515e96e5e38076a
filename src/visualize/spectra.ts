/** The spectra of a whole song in as many columns as a picture shows: made piece by piece, so that hours need no more memory. */

import { type Audio, durationSeconds, lengthSamples } from '../audio/index.ts';
import { frameWindow, resolveStftSettings, stft, type WindowName } from '../dsp/index.ts';
import { checkInteger } from '../util/index.ts';
import { soundChannels } from './sound.ts';

/** Options of {@link columnSpectra}. */
export interface SpectraOptions {
  /** Only the channel at this index. Default: the mean power of all. */
  readonly channel?: number;
  /** Samples per frame. Default 2048. */
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
 * The mean power spectra of `columns` equal parts of `audio`. Both ends are continued by their mirror image, so that an excerpt
 * does not begin with the click of its cut.
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
  const framesPerBlock = Math.max(1, Math.floor(blockSamples / fftSize));
  for (let first = 0; first < frameCount; first += framesPerBlock) {
    const count = Math.min(framesPerBlock, frameCount - first);
    // The middle of frame t lies in the middle of its hop: (t + ½) · hop.
    const start = Math.round((first + 0.5) * settings.hopSize - fftSize / 2);
    const span = (count - 1) * settings.hopSize + fftSize;
    const pieces = channels.map((samples) => mirrored(samples, { start, length: span }));
    const bins = stft(pieces, { fftSize, hopSize: settings.hopSize, window, center: false });
    for (let frame = 0; frame < count; frame++) {
      const column = Math.floor(((first + frame) * columnCount) / frameCount);
      counts[column]! += channels.length;
      for (const channel of bins.channels)
        addPower(
          power,
          column * binCount,
          channel.subarray(frame * binCount * 2, (frame + 1) * binCount * 2),
        );
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
