/**
 * `classic`: vocals, drums, bass and other without weights: the cascade of the methods of this folder that measured best.
 *
 *   mixture ─ nmfd ─┬─ drums ───────────────────────────────────────────────┐
 *                   └─ rest ─┬─ hpss-vocals ─┐                               ├─ share out ─ four stems
 *                            ├─ rpca ────────┼─ weighed mean ── vocals ──────┤
 *                            └─ kam ─────────┘   the rest: bass and other ───┘
 *
 * Strokes go first, since they are what the others take for a voice. Three methods that fail in different places then vote on the voice. Of what
 * is left the lowest octaves are bass. In the end all four share every bin of the mixture by ratio masks, and voice and
 * drums are the mean of what was heard of them before and after.
 */

import type { Audio, Chunking, SeparateChunkOptions, Separator, Stems } from '../../audio/index.ts';
import { checkNumber } from '../../util/index.ts';
import { checkFiniteChunk, separateChannels, subtract, takeTurn } from '../chunk.ts';
import { learntSegments } from '../chunking.ts';
import { createKam } from '../kernel-additive/index.ts';
import { createHpssVocals } from '../median/hpss-vocals.ts';
import { createNmfd } from '../nmfd/index.ts';
import { checkOptionNames, lowHertzOption, type OptionDescription } from '../option.ts';
import { createRpca } from '../rpca/index.ts';
import { framesNear } from '../spectrogram-grid.ts';
import { shareOut } from './share-out.ts';

/** Options of {@link createClassic}. */
export interface ClassicOptions {
  /** Where bass ends, in hertz, above 0: what is neither voice nor drum is bass below it, and not above its double. Default 160. */
  readonly bassHertz?: number;
  /** Exponent of the masks by which the stems share the mixture, above 0. Default 2, the Wiener filter. */
  readonly power?: number;
  /** Frequency in hertz below which nothing is voice. Default 120; 0 turns it off. */
  readonly lowHertz?: number;
}

/** The stems of `classic`. */
export const classicStems: readonly string[] = ['vocals', 'drums', 'bass', 'other'];

/** The options of `classic` as data. */
export const classicOptions: readonly OptionDescription[] = [
  {
    name: 'bassHertz',
    kind: 'number',
    default: '160',
    summary: 'what is neither voice nor drum is bass below this frequency',
  },
  {
    name: 'power',
    kind: 'number',
    default: '2',
    summary: 'exponent of the masks that share the mixture out',
  },
  lowHertzOption(120),
];

/** Frames of 93 ms at the end: long enough to tell bass notes apart, and measured best. */
const frameSeconds = 0.093;
/** What is learnt of a segment must come in it often enough, and stay true in it: 20 s are four to ten bars. */
const segmentSeconds = 20;

interface Voter {
  readonly separator: Separator;
  /** All add up to 1. */
  readonly weight: number;
}

/**
 * A separator into `vocals`, `drums`, `bass` and `other` at any rate and with any number of channels; the four add up to the mixture. Songs are
 * separated in segments of 20 s that are cross-faded.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample that is not finite.
 */
export function createClassic(options: ClassicOptions = {}): Separator {
  checkOptionNames('classic', options, classicOptions);
  const bassHertz = checkNumber('classic.bassHertz', options.bassHertz ?? 160, { above: 0 });
  const power = checkNumber('classic.power', options.power ?? 2, { above: 0 });
  const lowHertz = checkNumber('classic.lowHertz', options.lowHertz ?? 120, { min: 0 });
  const strokes = createNmfd();
  const voters: readonly Voter[] = [
    { separator: createHpssVocals({ lowHertz }), weight: 0.5 },
    { separator: createRpca({ lowHertz }), weight: 0.25 },
    { separator: createKam({ lowHertz }), weight: 0.25 },
  ];
  return {
    name: 'classic',
    stems: classicStems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) => chunkingOf([strokes, ...voters.map(({ separator }) => separator)], sampleRate),
    async separate(chunk, separateOptions) {
      const { sampleRate } = checkFiniteChunk('classic', chunk);
      const watched = separateOptions?.signal === undefined ? {} : { signal: separateOptions.signal };
      const { drums, other: tones } = named(await strokes.separate(chunk, watched));
      await takeTurn(watched.signal);
      const vocals = await vote(tones!, voters, watched);
      await takeTurn(watched.signal);
      const settings = {
        fftSize: framesNear(frameSeconds, { sampleRate }).fftSize,
        sampleRate,
        bassHertz,
        power,
      };
      let c = 0;
      return separateChannels(chunk, {
        stems: classicStems,
        options: separateOptions,
        split: (mixture) => {
          const [voice, rest] = [vocals[c]!, subtract(tones!.channels[c]!, vocals[c]!)];
          return shareOut(mixture, { vocals: voice, drums: drums!.channels[c++]!, rest }, settings);
        },
      });
    },
  };
}

function named(stems: Stems): Readonly<Record<string, Audio>> {
  return Object.fromEntries(stems);
}

/** The weighed mean of what each method takes for the voice, channel by channel. */
async function vote(
  sound: Audio,
  voters: readonly Voter[],
  options: SeparateChunkOptions,
): Promise<readonly Float32Array[]> {
  const vocals = sound.channels.map(({ length }) => new Float32Array(length));
  for (const { separator, weight } of voters) {
    const { vocals: found } = named(await separator.separate(sound, { ...options, stems: ['vocals'] }));
    vocals.forEach((sum, c) => {
      const own = found!.channels[c]!;
      for (let n = 0; n < sum.length; n++) sum[n]! += weight * own[n]!;
    });
    await takeTurn(options.signal);
  }
  return vocals;
}

/** The stages work one after the other; what each made, and the four stems, stand beside the one at work. */
function chunkingOf(stages: readonly Separator[], sampleRate: number): Chunking {
  const own = stages.map((stage) => stage.chunking(sampleRate) as Chunking);
  // Bins of the mixture; magnitudes and masks of four stems, at four frames per frame length.
  const sharing = 2 * (2 * 4 + 2 * 4 * 4);
  return learntSegments({
    sampleRate,
    segmentSeconds,
    alignSamples: framesNear(frameSeconds, { sampleRate }).hopSize,
    contextSamples: Math.max(...own.map(({ beforeSamples }) => beforeSamples)),
    bytesPerSample: Math.max(sharing, ...own.map(({ bytesPerSample }) => bytesPerSample)) + 4 * 8,
  });
}
