/** `duet`: sources found as peaks of level and delay between two channels, each bin given to the one it fits best (see duet-histogram.ts). */

import type { Separator } from '../../audio/index.ts';
import { type Spectrogram, stft } from '../../dsp/index.ts';
import { checkInteger, checkNumber } from '../../util/index.ts';
import { takeTurn, wantedStems } from '../chunk.ts';
import { checkOptionNames, frameSecondsOption, type OptionDescription } from '../option.ts';
import { framesNear } from '../spectrogram-grid.ts';
import { levelled, sourceNames, stemsFromBins } from '../stems.ts';
import { checkPair } from './azimuth.ts';
import { type DuetPeak, duetHistogram, duetPeaks } from './duet-histogram.ts';
import { checkStereoChunk, learningChunking, placeDegrees, stereoBytes } from './stereo-image.ts';

/** Options of {@link createDuet}. */
export interface DuetOptions {
  /** Sources to look for, 2 to 8. Default 3. */
  readonly sources?: number;
  /** The longest delay between the channels in seconds, above 0. Default 0.0001: microphones 3 cm apart, or none, as in most mixes. */
  readonly maxDelaySeconds?: number;
  /** Length of a frame in seconds. Default 0.093, for music; speech is sparsest in 0.064. */
  readonly frameSeconds?: number;
}

/** The options of `duet` as data. */
export const duetOptions: readonly OptionDescription[] = [
  { name: 'sources', kind: 'integer', default: '3', summary: 'sources to look for, 2 to 8' },
  {
    name: 'maxDelaySeconds',
    kind: 'number',
    default: '0.0001',
    summary: 'longest delay between the channels: 0.0001 for mixes and microphones 3 cm apart',
  },
  frameSecondsOption(0.093),
];

/** The stems of a duet of so many: `source1`, `source2`, … from left to right. */
export function duetStems(count = 3): readonly string[] {
  return sourceNames(count);
}

/**
 * Which source each bin belongs to: the j for which |sin φⱼ·exp(−iωδⱼ)·X₁ − cos φⱼ·X₂|² is smallest, with φⱼ = θⱼ + 45°: the most likely one when
 * bins hold one source and noise. `[frame, bin]`; the first of equals.
 */
export function duetLabels(
  { channels, binCount, frameCount, settings }: Spectrogram,
  peaks: readonly DuetPeak[],
): Uint8Array {
  checkPair(channels);
  const [first, second] = [channels[0]!, channels[1]!];
  const labels = new Uint8Array(frameCount * binCount);
  const factors = peaks.map(({ panDegrees }) => {
    const angle = ((panDegrees + 45) * Math.PI) / 180;
    return [Math.sin(angle), Math.cos(angle)] as const;
  });
  const turns = new Float64Array(peaks.length * 2);
  for (let k = 0; k < binCount; k++) {
    const omega = (2 * Math.PI * k) / settings.fftSize;
    peaks.forEach(({ delaySamples }, j) => {
      turns[2 * j] = factors[j]![0] * Math.cos(omega * delaySamples);
      turns[2 * j + 1] = -factors[j]![0] * Math.sin(omega * delaySamples);
    });
    for (let frame = 0; frame < frameCount; frame++) {
      const i = (frame * binCount + k) * 2;
      const a = first[i]!;
      const b = first[i + 1]!;
      const c = second[i]!;
      const d = second[i + 1]!;
      let least = Number.POSITIVE_INFINITY;
      let label = 0;
      for (let j = 0; j < factors.length; j++) {
        const u = turns[2 * j]!;
        const v = turns[2 * j + 1]!;
        const cosine = factors[j]![1];
        const re = u * a - v * b - cosine * c;
        const im = u * b + v * a - cosine * d;
        const error = re * re + im * im;
        if (error < least) {
          least = error;
          label = j;
        }
      }
      labels[frame * binCount + k] = label;
    }
  }
  return labels;
}

/**
 * A separator of stereo into `source1`, `source2`, …, from left to right, which add up to the mixture: more sources than channels, as long as
 * seldom two of them sound in the same bin. Masks are binary.
 *
 * Where fewer sources are found than asked for, each found one takes the stem whose place (evenly from left to right) is nearest, and the others
 * are silent: equal channels are one source, in the middle stem. Segments of 30 s look for peaks of their own and are cross-faded.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for anything but two channels and for a sample
 * that is not finite.
 */
export function createDuet(options: DuetOptions = {}): Separator {
  checkOptionNames('duet', options, duetOptions);
  const sources = checkInteger('duet.sources', options.sources ?? 3, { min: 2, max: 8 });
  const maxDelaySeconds = checkNumber('duet.maxDelaySeconds', options.maxDelaySeconds ?? 0.0001, {
    above: 0,
  });
  const frameSeconds = checkNumber('duet.frameSeconds', options.frameSeconds ?? 0.093, { above: 0, max: 10 });
  const names = duetStems(sources);
  const framesAt = (sampleRate: number) => framesNear(frameSeconds, { sampleRate });
  return {
    name: 'duet',
    stems: names,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: [2],
    comparesChannels: true,
    chunking: (sampleRate) =>
      learningChunking(sampleRate, stereoBytes(framesAt(sampleRate), { stemCount: sources, modelBytes: 1 })),
    async separate(chunk, separateOptions) {
      checkStereoChunk('duet', chunk);
      const wanted = wantedStems(names, separateOptions);
      if (wanted.size === 0) return new Map();
      await takeTurn(separateOptions?.signal);
      const { channels, peak } = levelled(chunk);
      const spectrogram = stft(channels, { ...framesAt(chunk.sampleRate), padMode: 'zeros' });
      const maxDelaySamples = Math.max(0.5, maxDelaySeconds * chunk.sampleRate);
      await takeTurn(separateOptions?.signal);
      const peaks = duetPeaks(duetHistogram(spectrogram, { maxDelaySamples }), sources);
      const ordered = peaks.toSorted(
        (a, b) => a.panDegrees - b.panDegrees || a.delaySamples - b.delaySamples,
      );
      const stemOf = nearestPlaces(ordered, sources);
      await takeTurn(separateOptions?.signal);
      const labels = duetLabels(spectrogram, ordered);
      return stemsFromBins(chunk, {
        spectrogram,
        peak,
        names,
        wanted,
        fill(i, out) {
          const source = stemOf.indexOf(i);
          spectrogram.channels.forEach((bins, c) => {
            const target = out[c]!;
            for (let b = 0; b < labels.length; b++) {
              const isOurs = labels[b] === source;
              target[2 * b] = isOurs ? bins[2 * b]! : 0;
              target[2 * b + 1] = isOurs ? bins[2 * b + 1]! : 0;
            }
          });
        },
      });
    },
  };
}

/**
 * For each peak, from left to right, its stem: the choice in the same order for which the angles to the stems' places have the least sum of
 * squares.
 */
function nearestPlaces(peaks: readonly DuetPeak[], count: number): number[] {
  const places = placeDegrees(count);
  let best: { readonly stems: number[]; readonly cost: number } = {
    stems: [],
    cost: Number.POSITIVE_INFINITY,
  };
  const choose = (stems: number[], from: number, cost: number): void => {
    if (stems.length === peaks.length) {
      if (cost < best.cost) best = { stems, cost };
      return;
    }
    const angle = peaks[stems.length]!.panDegrees;
    for (let stem = from; stem < count; stem++) {
      choose([...stems, stem], stem + 1, cost + (angle - places[stem]!) ** 2);
    }
  };
  choose([], 0, 0);
  // Silence has no peak: all of it is the middle's.
  return best.stems.length > 0 ? best.stems : [Math.floor(count / 2)];
}
