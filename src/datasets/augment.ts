/**
 * Augmentation: batches made richer by changes that separation must not mind. Each source is changed by itself and the mixture
 * is their new sum (after Uhlich et al. 2017 and Défossez et al. 2019). Off by default; a pure function of seed, epoch and batch.
 */

import { ArgumentError, checkNumber, type Random } from '../util/index.ts';
import { shuffled } from './draw.ts';
import { residualTarget, rest } from './target-excerpt.ts';

/** What may be done to the sources. */
export interface AugmentOptions {
  /** Each source is multiplied by a factor drawn between these two, as in [0.25, 1.25]. */
  readonly gain?: readonly [number, number];
  /** Probability that left and right of a source change places. */
  readonly swap?: number;
  /** Probability that a source's sign is turned. */
  readonly flip?: number;
  /** Probability that a source of an item is exchanged for that of other items of the batch: stems of other songs. */
  readonly remix?: number;
}

/** The sound of a batch's items. */
export interface BatchSound {
  /** `[item][channel]`. */
  readonly mixtures: readonly (readonly Float32Array[])[];
  /** `[item][target][channel]`. */
  readonly targets: readonly (readonly (readonly Float32Array[])[])[];
}

/** Checks options; `undefined` where they change nothing. Throws ArgumentError. */
export function resolveAugment(options: AugmentOptions = {}): AugmentOptions | undefined {
  const { gain } = options;
  if (gain !== undefined) {
    const [low, high] = gain.map((factor) => checkNumber('augment.gain', factor, { min: 0 })) as [
      number,
      number,
    ];
    if (low > high) {
      throw new ArgumentError({
        place: 'augment.gain',
        expected: 'the smaller factor first',
        got: `${low}, ${high}`,
        remedy: `Give [${high}, ${low}]`,
      });
    }
  }
  for (const name of ['swap', 'flip', 'remix'] as const) {
    checkNumber(`augment.${name}`, options[name] ?? 0, { min: 0, max: 1 });
  }
  const isPlain = gain === undefined && !options.swap && !options.flip && !options.remix;
  return isPlain ? undefined : options;
}

/**
 * The batch with its sources changed. Sources are the targets and, unless `residual` is one of them, what they leave of the
 * mixture. The arrays given are left as they are.
 */
export function augmentBatch(
  { mixtures, targets }: BatchSound,
  {
    names,
    options,
    random,
  }: { readonly names: readonly string[]; readonly options: AugmentOptions; readonly random: Random },
): BatchSound {
  const hasRest = names.includes(residualTarget);
  const sources = targets.map((own, item) => (hasRest ? own : [...own, rest(mixtures[item]!, own)]));
  const mixed = options.remix ? remix(sources, { probability: options.remix, random }) : sources;
  const changed = mixed.map((own) => own.map((channels) => change(channels, { options, random })));
  return { mixtures: changed.map(sum), targets: changed.map((own) => own.slice(0, names.length)) };
}

type Sources = readonly (readonly (readonly Float32Array[])[])[];

/** Per source, the items that chance picks exchange theirs among each other. */
function remix(
  sources: Sources,
  { probability, random }: { readonly probability: number; readonly random: Random },
): Sources {
  const remixed = sources.map((own) => [...own]);
  for (let source = 0; source < (sources[0]?.length ?? 0); source++) {
    const picked = sources.map((_, item) => item).filter(() => random.uniform() < probability);
    const order = shuffled(picked.length, random);
    picked.forEach((item, n) => {
      remixed[item]![source] = sources[picked[order[n]!]!]![source]!;
    });
  }
  return remixed;
}

function change(
  channels: readonly Float32Array[],
  {
    options: { gain, swap = 0, flip = 0 },
    random,
  }: { readonly options: AugmentOptions; readonly random: Random },
): readonly Float32Array[] {
  // All three are drawn always: what one of them is must not move the others.
  const [amount, swapped, flipped] = [random.uniform(), random.uniform() < swap, random.uniform() < flip];
  const factor = (gain === undefined ? 1 : gain[0] + amount * (gain[1] - gain[0])) * (flipped ? -1 : 1);
  const turned = swapped ? channels.toReversed() : channels;
  return factor === 1 ? turned : turned.map((channel) => channel.map((value) => factor * value));
}

function sum(sources: readonly (readonly Float32Array[])[]): Float32Array[] {
  return sources[0]!.map((channel, c) =>
    channel.map((_, n) => sources.reduce((total, source) => total + source[c]![n]!, 0)),
  );
}
