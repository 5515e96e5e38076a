/**
 * `nmf`: a song as a sum of some spectra that come and go, gathered into sources: drums and the rest by what median filters find in each
 * component, or sources of different colour by k-means. The components are learnt from the song itself (P. Smaragdis, J. C. Brown, WASPAA 2003).
 */

import type { Separator } from '../../audio/index.ts';
import type { Spectrogram } from '../../dsp/index.ts';
import { ArgumentError, checkChoice, checkInteger, checkNumber } from '../../util/index.ts';
import { checkFiniteChunk, wantedStems } from '../chunk.ts';
import { multiply } from '../matrix/multiply.ts';
import { factorize } from '../nmf/index.ts';
import { checkOptionNames, frameSecondsOption, type OptionDescription, seedOption } from '../option.ts';
import { framesNear } from '../spectrogram-grid.ts';
import { sourceNames } from '../stems.ts';
import { type ComponentWeights, groupComponents, percussiveWeights } from './component-weights.ts';
import { separatePieces } from './song-pieces.ts';
import { type LearntTemplates, learnTemplates, magnitudesOf } from './song-templates.ts';

/** Options of {@link createNmf}. */
export interface NmfOptions {
  /**
   * What makes a source. `'percussive'` (default): drums and other. `'timbre'`, `'envelope'`: sources of different colour, by cepstral
   * coefficients of the templates or by the correlation of their envelopes.
   */
  readonly grouping?: 'percussive' | 'timbre' | 'envelope';
  /** How many sources of different colour, 2 to 8; drums and other are always two, and more are refused. Default 2. */
  readonly sources?: number;
  /** Components in all, 1 to 500. Default 40. */
  readonly rank?: number;
  /** Length of a frame in seconds. Default 0.093, 4096 samples at 44.1 kHz. */
  readonly frameSeconds?: number;
  /** Iterations of learning. Default 60. */
  readonly iterations?: number;
  /** Of the random start, a whole number. Default 0. */
  readonly seed?: number;
}

/** The stems of `nmf` by default. */
export const nmfStems: readonly string[] = ['drums', 'other'];

/** The options of `nmf` as data. */
export const nmfOptions: readonly OptionDescription[] = [
  {
    name: 'grouping',
    kind: 'choice',
    choices: ['percussive', 'timbre', 'envelope'],
    default: 'percussive',
    summary:
      'what makes a source: strokes (drums, other), or the colour of its spectra (source1, source2, …)',
  },
  { name: 'sources', kind: 'integer', default: '2', summary: 'sources of different colour, 2 to 8' },
  { name: 'rank', kind: 'integer', default: '40', summary: 'components in all' },
  frameSecondsOption(0.093),
  { name: 'iterations', kind: 'integer', default: '60', summary: 'iterations of learning' },
  seedOption,
];

/** With templates held, activations settle fast. */
const heldIterations = 30;

/**
 * A separator into `drums` and `other`, or into `source1`, `source2`, … from dark to bright, which add up to the mixture; any rate, any number
 * of channels, which share their masks.
 *
 * A song must be seen whole, so that its components and their order are the same throughout. Of songs above 80 s, templates are learnt from
 * 20 excerpts, and then held: the working memory is 200 MB at 44.1 kHz stereo whatever the length, beside the song and its stems.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample that is not finite.
 */
export function createNmf(options: NmfOptions = {}): Separator {
  checkOptionNames('nmf', options, nmfOptions);
  const groupings = ['percussive', 'timbre', 'envelope'] as const;
  const grouping = checkChoice('nmf.grouping', options.grouping ?? 'percussive', groupings);
  const sources = checkInteger('nmf.sources', options.sources ?? 2, { min: 2, max: 8 });
  if (grouping === 'percussive' && sources !== nmfStems.length) {
    throw new ArgumentError({
      place: 'nmf.sources',
      expected: 'drums and other, which are two, by grouping percussive',
      got: `${sources}`,
      remedy: 'Choose grouping timbre or envelope for sources of different colour',
    });
  }
  const rank = checkInteger('nmf.rank', options.rank ?? 40, { min: 1, max: 500 });
  const seconds = checkNumber('nmf.frameSeconds', options.frameSeconds ?? 0.093, { above: 0, max: 10 });
  const iterations = checkInteger('nmf.iterations', options.iterations ?? 60, { min: 1 });
  const seed = checkInteger('nmf.seed', options.seed ?? 0);
  const stems = grouping === 'percussive' ? nmfStems : sourceNames(sources);
  return {
    name: 'nmf',
    stems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: () => 'song',
    async separate(song, separateOptions) {
      const { sampleRate, channels } = checkFiniteChunk('nmf', song);
      const signal = separateOptions?.signal;
      signal?.throwIfAborted();
      const wanted = wantedStems(stems, separateOptions);
      if (wanted.size === 0) return new Map();
      const grid = { ...framesNear(seconds, { sampleRate }), sampleRate };
      const work = { ...grid, stems, wanted, signal };
      if (channels.length === 0 || channels[0]!.length === 0) {
        return separatePieces({ sampleRate, channels }, { ...work, masksOf: async () => [] });
      }
      const learnt = await learnTemplates(song, { ...grid, rank, iterations, seed, signal });
      const weights =
        grouping === 'percussive'
          ? percussiveWeights(learnt.magnitudes, learnt.factorization, grid)
          : groupComponents(learnt.factorization, { ...grid, sources, by: grouping, seed });
      return separatePieces(song, {
        ...work,
        masksOf: (piece) => masksOf(piece, { learnt, weights, signal }),
      });
    },
  };
}

interface MaskWork {
  readonly learnt: LearntTemplates;
  readonly weights: ComponentWeights;
  readonly signal: AbortSignal | undefined;
}

/** Σᵣ weight·WH / Σᵣ WH of every source but the last, with activations found for the piece. */
async function masksOf(
  piece: Spectrogram,
  { learnt, weights, signal }: MaskWork,
): Promise<readonly Float32Array[]> {
  const { rank, templates } = learnt.factorization;
  const { frameCount, binCount } = piece;
  const { activations } = await factorize(magnitudesOf(piece), {
    ...{ rank, frameCount, binCount, iterations: heldIterations, costInterval: heldIterations },
    // All frames begin alike, so that they come out alike wherever the song is cut.
    initial: { templates, activations: new Float32Array(rank * frameCount).fill(1) },
    fixedTemplates: true,
    ...(signal === undefined ? {} : { signal }),
  });
  const sizes = { rows: frameCount, inner: rank, columns: binCount, transposeA: true };
  const all = multiply(activations, templates, sizes);
  return weights.slice(0, -1).map((own) => {
    const weighted = activations.map((value, i) => value * own[Math.floor(i / frameCount)]!);
    const part = multiply(weighted, templates, sizes);
    for (let i = 0; i < part.length; i++) {
      part[i] = all[i]! > 0 ? Math.min(1, part[i]! / all[i]!) : 1 / weights.length;
    }
    return part;
  });
}
