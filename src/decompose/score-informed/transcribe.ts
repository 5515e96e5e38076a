/**
 * Transcription: which keys sound when. The spectrogram as a sum of 88 fixed spectra, one per key, and some bands of noise; how much of each there is
 * in a frame is found by multiplicative updates, and where a key's part rises a note begins (after P. Smaragdis and J. Brown, "Non-negative matrix
 * factorization for polyphonic music transcription", WASPAA 2003).
 */

import { type Audio, lengthSamples } from '../../audio/index.ts';
import { nearestFriendlySize, stft } from '../../dsp/index.ts';
import { pitchToHertz, type Score } from '../../score/index.ts';
import { ArgumentError, checkChoice, checkInteger, checkNumber, type WorkOptions } from '../../util/index.ts';
import { checkFiniteChunk, takeTurn } from '../chunk.ts';
import { factorize } from '../nmf/factorize.ts';
import { checkOptionNames, type OptionDescription } from '../option.ts';
import { keyTemplates, noiseTemplates } from './key-templates.ts';
import { pickNotes } from './pick-notes.ts';

/** Options of {@link transcribe}. */
export interface TranscribeOptions extends WorkOptions {
  /** Default `'piano'`: partials stretched as stiff strings have them. `'harmonic'`: whole multiples, as of most others. */
  readonly instrument?: 'piano' | 'harmonic';
  /** How far a key's part must rise to be a note, against the largest rise of the song. Default 0.18; less finds more notes, and more wrong ones. */
  readonly threshold?: number;
  /** The lowest and the highest key that is looked for. Default 21 and 108, a piano's. */
  readonly lowestPitch?: number;
  readonly highestPitch?: number;
  /** Default 30. */
  readonly iterations?: number;
}

/** The options as data. */
export const transcribeOptions: readonly OptionDescription[] = [
  {
    name: 'instrument',
    kind: 'choice',
    choices: ['piano', 'harmonic'],
    default: 'piano',
    summary: 'partials stretched as of a piano, or whole multiples',
  },
  {
    name: 'threshold',
    kind: 'number',
    default: '0.18',
    summary: 'rise that makes a note, against the largest of the song',
  },
  { name: 'lowestPitch', kind: 'integer', default: '21', summary: 'lowest key that is looked for' },
  { name: 'highestPitch', kind: 'integer', default: '108', summary: 'highest key that is looked for' },
  { name: 'iterations', kind: 'integer', default: '30', summary: 'iterations of the factorization' },
];

/** How strongly each key sounds over time: a piano roll in shades. */
export interface KeyActivations {
  /** The pitch of each row. */
  readonly pitches: readonly number[];
  readonly frameCount: number;
  readonly secondsPerFrame: number;
  /** Magnitudes, summed over a key's partials, `[pitch, frame]`. */
  readonly activations: Float32Array;
}

/** 93 ms tell semitones from middle C on apart, those below by their partials; 12 ms from frame to frame. */
const frameSeconds = 0.093;
const framesPerFrame = 8;
/** No fundamental lies above, and partials above help little. */
const highestHertz = 5500;
const noiseBands = 8;
const blockSeconds = 20;
/** What blocks share at each end, which is computed twice and used once. */
const marginSeconds = 0.25;
/** Shorter than any note that is meant. */
const leastSeconds = 0.06;

/**
 * The notes of a song, with one part and velocities relative to the loudest. Good for one polyphonic instrument with clear onsets; drums, voices
 * and mixed bands give many wrong notes. Time goes with the song's length, memory beyond the song is some 50 MB plus 30 kB per second.
 *
 * Throws `ArgumentError` for options out of range and samples that are not finite.
 */
export async function transcribe(song: Audio, options: TranscribeOptions = {}): Promise<Score> {
  const threshold = checkNumber('transcribe.threshold', options.threshold ?? 0.18, { above: 0, max: 1 });
  const { activations, ...grid } = await keyActivations(song, options);
  return pickNotes(activations, { ...grid, threshold, riseSeconds: frameSeconds, leastSeconds });
}

/** The piano roll that {@link transcribe} picks notes from. Throws as that does. */
export async function keyActivations(song: Audio, options: TranscribeOptions = {}): Promise<KeyActivations> {
  const { sampleRate } = checkFiniteChunk('transcribe', song);
  const { pitches, instrument, iterations } = checkOptions(options, sampleRate);
  const { signal, onProgress } = options;
  const unit = Math.max(2, Math.round((frameSeconds * sampleRate) / framesPerFrame));
  const hopSize = nearestFriendlySize(unit, { multipleOf: 1 });
  const fftSize = hopSize * framesPerFrame;
  const length = lengthSamples(song);
  const total = Math.ceil(length / hopSize);
  const secondsPerFrame = hopSize / sampleRate;
  const activations = new Float32Array(pitches.length * total);
  const margin = Math.ceil(marginSeconds / secondsPerFrame);
  const step = Math.ceil(blockSeconds / secondsPerFrame);
  const hertzPerBin = sampleRate / fftSize;
  const binCount = Math.min(Math.floor(fftSize / 2) + 1, Math.ceil(highestHertz / hertzPerBin));
  const templates = concatenate(
    keyTemplates(pitches, { binCount, hertzPerBin, instrument }),
    noiseTemplates(noiseBands, { binCount, hertzPerBin }),
  );
  for (let frame = 0; frame < total; frame += step) {
    await takeTurn(signal);
    const first = Math.max(0, frame - margin);
    const end = Math.min(length, (frame + step + margin) * hopSize);
    const block = song.channels.map((channel) => channel.subarray(first * hopSize, end));
    const { data, frameCount } = lowMagnitudes(block, { fftSize, hopSize, binCount });
    const rank = pitches.length + noiseBands;
    const fit = await factorize(data, {
      ...{ frameCount, binCount, rank, iterations, fixedTemplates: true, costInterval: 10_000 },
      initial: { templates, activations: new Float32Array(rank * frameCount).fill(1) },
      ...(signal === undefined ? {} : { signal }),
    });
    const count = Math.min(step, total - frame, frameCount - (frame - first));
    for (const row of pitches.keys()) {
      const from = row * frameCount + frame - first;
      activations.set(fit.activations.subarray(from, from + count), row * total + frame);
    }
    const done = Math.min(length, (frame + step) * hopSize) / sampleRate;
    onProgress?.({ stage: 'transcribe', done, total: length / sampleRate, unit: 'seconds' });
  }
  return { pitches, frameCount: total, secondsPerFrame, activations };
}

/** The mean of the channels' magnitudes in the lowest bins, `[frame, bin]`. */
function lowMagnitudes(
  channels: readonly Float32Array[],
  {
    fftSize,
    hopSize,
    binCount,
  }: { readonly fftSize: number; readonly hopSize: number; readonly binCount: number },
): { readonly data: Float32Array; readonly frameCount: number } {
  const spectrogram = stft(channels, { fftSize, hopSize, padMode: 'zeros' });
  const data = new Float32Array(spectrogram.frameCount * binCount);
  for (const bins of spectrogram.channels) {
    for (let frame = 0; frame < spectrogram.frameCount; frame++) {
      for (let bin = 0; bin < binCount; bin++) {
        const at = 2 * (frame * spectrogram.binCount + bin);
        data[frame * binCount + bin]! += Math.hypot(bins[at]!, bins[at + 1]!) / channels.length;
      }
    }
  }
  return { data, frameCount: spectrogram.frameCount };
}

function checkOptions(
  { signal, onProgress, ...options }: TranscribeOptions,
  sampleRate: number,
): {
  readonly pitches: readonly number[];
  readonly instrument: 'piano' | 'harmonic';
  readonly iterations: number;
} {
  checkOptionNames('transcribe', options, transcribeOptions);
  const place = 'transcribe';
  const lowest = checkInteger(`${place}.lowestPitch`, options.lowestPitch ?? 21, { min: 12, max: 127 });
  const highest = checkInteger(`${place}.highestPitch`, options.highestPitch ?? 108, {
    min: lowest,
    max: 127,
  });
  const instrument = checkChoice(`${place}.instrument`, options.instrument ?? 'piano', ['piano', 'harmonic']);
  const iterations = checkInteger(`${place}.iterations`, options.iterations ?? 30, { min: 1, max: 10_000 });
  const limit = Math.min(sampleRate / 2, highestHertz);
  const pitches = Array.from({ length: highest - lowest + 1 }, (_, n) => lowest + n).filter(
    (pitch) => pitchToHertz(pitch) < limit,
  );
  if (pitches.length > 0) return { pitches, instrument, iterations };
  throw new ArgumentError({
    place: `${place}.lowestPitch`,
    expected: `a key below ${limit.toFixed(0)} Hz`,
    got: `${lowest} (${pitchToHertz(lowest).toFixed(0)} Hz)`,
    remedy: 'Look for lower keys, or use sound of a higher sample rate',
  });
}

function concatenate(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
