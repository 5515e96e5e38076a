/**
 * Separation with a score: a factorization that starts from what the score knows, and a mask for each stem of what it found (S. Ewert and
 * M. Müller, "Using score-informed constraints for NMF-based source separation", ICASSP 2012; S. Ewert, B. Pardo, M. Müller, M. Plumbley,
 * "Score-informed source separation for musical audio recordings", IEEE Signal Processing Magazine 31(3), 2014).
 */

import { type Audio, lengthSamples, type Separator, type Stems } from '../../audio/index.ts';
import { istft, nearestFriendlySize, type Spectrogram, type StftSettings, stft } from '../../dsp/index.ts';
import { checkScore, type Score } from '../../score/index.ts';
import { ArgumentError, roundUp } from '../../util/index.ts';
import { checkFiniteChunk, takeTurn, wantedStems } from '../chunk.ts';
import { factorize } from '../nmf/factorize.ts';
import { checkScoreFits } from './check-score-fits.ts';
import { meanMagnitudes } from './mean-magnitudes.ts';
import {
  resolveScoreOptions,
  type ScoreSeparationOptions,
  type ScoreSettings,
  stemOfNotes,
} from './options.ts';
import { type AssignedNote, makeScoreModel } from './score-model.ts';
import { makeStemMasks } from './stem-masks.ts';

/** Options of {@link createScoreSeparator}. */
export interface ScoreSeparatorOptions extends ScoreSeparationOptions {
  /** What is played. */
  readonly score: Score;
}

/** The stem of sound that no note explains, where there is one. */
export const restStem = 'rest';

/**
 * A separator whose stems are the parts of a score (or its pitches, or its notes). It needs the whole song, since a score has times; inside it
 * works on 20 seconds at a time, so that beyond the song and its stems it needs some 100 MB. The stems add up to the mixture. All channels
 * share one mask.
 *
 * Throws `ArgumentError` for a score without notes, unknown options or values out of range; when separating, for a score that ends after the
 * song or has pitches that the sound cannot hold, and for samples that are not finite.
 */
export function createScoreSeparator({ score, ...options }: ScoreSeparatorOptions): Separator {
  const given = resolveScoreOptions('score', options);
  checkScore('score', score);
  if (score.notes.length === 0) {
    throw new ArgumentError({
      place: 'score',
      expected: 'at least one note',
      got: 'none',
      remedy:
        'Check that the file is the right one; channel 10 of a MIDI file (drums) has no pitches and is left out',
    });
  }
  const names = stemOfNotes(score, options.by);
  const noteStems = [...new Set(names)];
  // One part that got all the rest would be the song itself.
  const isAlone = noteStems.length === 1 && options.rest === undefined;
  const settings: ScoreSettings = isAlone ? { ...given, rest: 'stem' } : given;
  const stems =
    settings.rest === 'stem' ? [...noteStems.filter((name) => name !== restStem), restStem] : noteStems;
  const notes = score.notes.map((note, index): AssignedNote => {
    const moved = { ...note, onsetSeconds: note.onsetSeconds + settings.offsetSeconds };
    return { note: moved, stem: stems.indexOf(names[index]!) };
  });
  return {
    ...{ name: 'score', stems, sumsToMixture: true, sampleRate: undefined, channelCounts: undefined },
    chunking: () => 'song',
    async separate(song, separateOptions) {
      checkFiniteChunk('score', song);
      const wanted = wantedStems(stems, separateOptions);
      checkScoreFits(notes, { song, settings });
      const job = { notes, settings, stems, wanted, signal: separateOptions?.signal };
      return await separateSong(song, job);
    },
  };
}

/**
 * The song taken apart by a score: by part (default), pitch, note, or any name that a function gives to a note. With `by: 'note'` every note
 * is a stem as long as the song; take an excerpt of both where there are many.
 *
 * @example
 * const stems = await separateByScore(song, readMidi(bytes));
 */
export async function separateByScore(
  song: Audio,
  score: Score,
  { signal, ...options }: ScoreSeparationOptions & { readonly signal?: AbortSignal } = {},
): Promise<Stems> {
  return await createScoreSeparator({ score, ...options }).separate(
    song,
    signal === undefined ? {} : { signal },
  );
}

interface Job {
  readonly notes: readonly AssignedNote[];
  readonly settings: ScoreSettings;
  readonly stems: readonly string[];
  readonly wanted: ReadonlySet<string>;
  readonly signal: AbortSignal | undefined;
}

/** What is factorized at a time: long enough to learn the spectrum of a pitch, short enough that few pitches occur. */
const blockSeconds = 20;
/** Neighbouring blocks are cross-faded over this. */
const fadeSeconds = 1;

/** Goes over the song in overlapping blocks, which are faded into each other. */
async function separateSong(song: Audio, job: Job): Promise<Stems> {
  const { sampleRate } = song;
  const length = lengthSamples(song);
  const transform = transformOf(sampleRate, job.settings);
  const { hopSize } = transform;
  const fade = roundUp(fadeSeconds * sampleRate, hopSize);
  const step = roundUp((blockSeconds - fadeSeconds) * sampleRate, hopSize);
  const wanted = job.stems.filter((name) => job.wanted.has(name));
  const outputs = new Map(
    wanted.map((name) => [name, song.channels.map(() => new Float32Array(length))] as const),
  );
  for (let start = 0; start < length; start += step) {
    // A last block that would be but the end of a fade belongs to the one before.
    if (start > 0 && start + fade >= length) break;
    const isLast = start + step + fade >= length;
    const end = isLast ? length : start + step + fade;
    await takeTurn(job.signal);
    const block = song.channels.map((channel) => channel.subarray(start, end));
    await separateBlock(block, {
      ...{ job, transform, sampleRate, startSeconds: start / sampleRate },
      take: (name, channels) =>
        channels.forEach((samples, c) => {
          addFaded(outputs.get(name)![c]!, samples, {
            start,
            fadeIn: start > 0 ? fade : 0,
            fadeOut: isLast ? 0 : fade,
          });
        }),
    });
  }
  return new Map(wanted.map((name) => [name, { sampleRate, channels: outputs.get(name)! }]));
}

function transformOf(
  sampleRate: number,
  { frameSeconds }: ScoreSettings,
): { fftSize: number; hopSize: number } {
  const fftSize = nearestFriendlySize(Math.max(8, Math.round(frameSeconds * sampleRate)), { multipleOf: 4 });
  return { fftSize, hopSize: fftSize / 4 };
}

interface BlockWork {
  readonly job: Job;
  readonly transform: Pick<StftSettings, 'fftSize' | 'hopSize'>;
  readonly sampleRate: number;
  readonly startSeconds: number;
  /** Takes the block's part of a stem. */
  readonly take: (name: string, channels: readonly Float32Array[]) => void;
}

async function separateBlock(
  channels: readonly Float32Array[],
  { job, transform, sampleRate, startSeconds, take }: BlockWork,
): Promise<void> {
  const { notes, settings, stems, wanted, signal } = job;
  const spectrogram = stft(channels, { ...transform, padMode: 'zeros' });
  const { frameCount, binCount } = spectrogram;
  const grid = {
    ...{ frameCount, binCount, startSeconds },
    hertzPerBin: sampleRate / transform.fftSize,
    secondsPerFrame: transform.hopSize / sampleRate,
    // Within the middle half of a Hann window is nine tenths of its energy.
    leadSeconds: transform.fftSize / 4 / sampleRate,
  };
  const model = makeScoreModel(notes, grid, { ...settings, hasOnsets: settings.onsets !== 'none' });
  const magnitudes = meanMagnitudes(spectrogram);
  const fit =
    model.rank === 0
      ? model
      : await factorize(magnitudes, {
          ...{ frameCount, binCount, rank: model.rank, initial: model },
          fixedTemplates: settings.onsets === 'flat' ? model.isStroke : false,
          ...{ cost: settings.cost, iterations: settings.iterations, costInterval: 10_000 },
          ...(signal === undefined ? {} : { signal }),
        });
  const masks = makeStemMasks(
    { ...model, frameCount, binCount, templates: fit.templates, activations: fit.activations },
    { stemCount: stems.length, power: settings.power, rest: settings.rest },
  );
  const mask = new Float32Array(frameCount * binCount);
  const masked = {
    ...spectrogram,
    channels: spectrogram.channels.map((bins) => new Float32Array(bins.length)),
  };
  for (const [stem, name] of stems.entries()) {
    if (!wanted.has(name)) continue;
    masks.write(stem, mask);
    maskInto(masked, spectrogram, mask);
    take(name, istft(masked));
  }
}

function maskInto(out: Spectrogram, { channels }: Spectrogram, mask: Float32Array): void {
  channels.forEach((bins, c) => {
    const target = out.channels[c]!;
    for (let i = 0; i < mask.length; i++) {
      target[2 * i] = bins[2 * i]! * mask[i]!;
      target[2 * i + 1] = bins[2 * i + 1]! * mask[i]!;
    }
  });
}

function addFaded(
  out: Float32Array,
  samples: Float32Array,
  { start, fadeIn, fadeOut }: { readonly start: number; readonly fadeIn: number; readonly fadeOut: number },
): void {
  const outStart = samples.length - fadeOut;
  for (let n = 0; n < samples.length; n++) {
    const rising = n < fadeIn ? (n + 0.5) / fadeIn : 1;
    const falling = n >= outStart ? (samples.length - n - 0.5) / fadeOut : 1;
    out[start + n]! += samples[n]! * rising * falling;
  }
}
