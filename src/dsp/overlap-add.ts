/**
 * Weighted overlap-add, streamed: pieces of a signal that overlap are cross-faded into one, y = Σ wᵢ·xᵢ / Σ wᵢ. This is how
 * the stems of separate chunks become whole stems.
 */

import { ArgumentError, checkInteger, checkNumber } from '../util/index.ts';

/** Options of {@link createOverlapAdder}. */
export interface OverlapAdderOptions {
  readonly channelCount: number;
  /** The first sample of the result (default 0); may be negative. */
  readonly startSample?: number;
}

/** One piece of the signal. */
export interface OverlapPiece {
  /** Where the piece begins; not before what was already taken. */
  readonly startSample: number;
  readonly channels: readonly Float32Array[];
  /** One weight of 0 or more per sample, at least as many as samples (more are ignored). Default: 1 throughout. */
  readonly weights?: ArrayLike<number>;
}

/** An overlap-add at work. */
export interface OverlapAdder {
  /** The sample that the next `take` begins with. */
  readonly positionSample: number;
  /** The sample behind the last one covered by a piece. */
  readonly endSample: number;
  /** Adds a piece; pieces may come in any order. */
  add(piece: OverlapPiece): void;
  /**
   * The weighted mean of the pieces from the position up to (not including) `untilSample`, which becomes the position. Samples that no
   * piece covers are 0.
   */
  take(untilSample: number): Float32Array[];
}

/**
 * Stands in for smaller weights, 0 above all: where any piece has a normal weight (1e-8 or more) it changes no bit, and
 * where all weights are 0 it makes the result the plain mean of the pieces instead of 0 / 0.
 */
const leastWeight = 2 ** -100;

/**
 * A streamed overlap-add. It sums in double precision: pieces that agree on a sample give exactly that sample, to the bit,
 * whatever their weights. Memory is what lies between the position and the end of the last piece.
 * Throws `ArgumentError` for a piece that begins before the position, for a wrong number of channels, unequal lengths or too few
 * weights.
 *
 * @example
 * const adder = createOverlapAdder({ channelCount: 2 });
 * adder.add({ startSample: 0, channels: first, weights });
 * adder.add({ startSample: 3000, channels: second, weights });
 * const faded = adder.take(6000);
 */
export function createOverlapAdder(options: OverlapAdderOptions): OverlapAdder {
  return new OverlapAddBuffer(options);
}

/**
 * The weights that Demucs cross-fades segments with: a triangle 1, 2, …, ⌊n/2⌋, then ⌈n/2⌉, …, 1, divided by its peak and raised to
 * `power` (default 1; above 1 the fade is shorter, never 0 anywhere).
 */
export function makeTransitionWeights(
  lengthSamples: number,
  options: { readonly power?: number } = {},
): Float64Array {
  checkInteger('lengthSamples', lengthSamples, { min: 1 });
  const power = checkNumber('power', options.power ?? 1, { min: 0 });
  const rising = Math.floor(lengthSamples / 2);
  const peak = lengthSamples - rising;
  return Float64Array.from(
    { length: lengthSamples },
    (_, n) => ((n < rising ? n + 1 : lengthSamples - n) / peak) ** power,
  );
}

class OverlapAddBuffer implements OverlapAdder {
  #position: number;
  #end: number;
  /** Σ wᵢ·xᵢ per channel, from the position on. */
  #sums: Float64Array[];
  /** Σ wᵢ. */
  #weights: Float64Array;

  constructor({ channelCount, startSample = 0 }: OverlapAdderOptions) {
    checkInteger('channelCount', channelCount, { min: 1 });
    this.#position = checkInteger('startSample', startSample);
    this.#end = startSample;
    this.#sums = Array.from({ length: channelCount }, () => emptySum(0));
    this.#weights = new Float64Array(0);
  }

  get positionSample(): number {
    return this.#position;
  }

  get endSample(): number {
    return this.#end;
  }

  add(piece: OverlapPiece): void {
    this.#check(piece);
    const { startSample, channels, weights } = piece;
    const length = channels[0]!.length;
    const offset = startSample - this.#position;
    this.#reserve(offset + length);
    this.#end = Math.max(this.#end, startSample + length);
    for (let n = 0; n < length; n++) {
      this.#weights[offset + n]! += weights === undefined ? 1 : Math.max(leastWeight, weights[n]!);
    }
    for (const [c, channel] of channels.entries()) {
      const sum = this.#sums[c]!;
      if (weights === undefined) for (let n = 0; n < length; n++) sum[offset + n]! += channel[n]!;
      else
        for (let n = 0; n < length; n++) sum[offset + n]! += Math.max(leastWeight, weights[n]!) * channel[n]!;
    }
  }

  take(untilSample: number): Float32Array[] {
    checkInteger('untilSample', untilSample, { min: this.#position });
    const length = untilSample - this.#position;
    this.#reserve(length);
    const weights = this.#weights;
    const taken = this.#sums.map((sum) => {
      const channel = new Float32Array(length);
      for (let n = 0; n < length; n++) channel[n] = weights[n] === 0 ? 0 : sum[n]! / weights[n]!;
      return channel;
    });
    this.#position = untilSample;
    this.#end = Math.max(this.#end, untilSample);
    for (const sum of this.#sums) sum.copyWithin(0, length).fill(-0, sum.length - length);
    this.#weights.copyWithin(0, length).fill(0, weights.length - length);
    return taken;
  }

  /** Makes room for `length` samples from the position on. */
  #reserve(length: number): void {
    if (length <= this.#weights.length) return;
    const capacity = Math.max(length, Math.ceil(this.#weights.length * 1.5));
    this.#sums = this.#sums.map((sum) => grown(sum, emptySum(capacity)));
    this.#weights = grown(this.#weights, new Float64Array(capacity));
  }

  #check({ startSample, channels, weights }: OverlapPiece): void {
    checkInteger('startSample', startSample, { min: this.#position });
    const length = channels[0]?.length ?? 0;
    if (channels.length !== this.#sums.length || channels.some((channel) => channel.length !== length)) {
      throw new ArgumentError({
        place: 'overlap-add piece',
        expected: `${this.#sums.length} channels of one length`,
        got: `lengths ${channels.map((channel) => channel.length).join(', ') || 'of no channel'}`,
        remedy: 'Add pieces of the channel count that the adder was made for',
      });
    }
    if (weights !== undefined && weights.length < length) {
      throw new ArgumentError({
        place: 'overlap-add weights',
        expected: `at least ${length} weights, one per sample`,
        got: `${weights.length}`,
        remedy: 'Make the weights as long as the piece',
      });
    }
  }
}

/** Sums begin at −0, the true neutral element: −0 + x is x for every x, −0 included. */
function emptySum(length: number): Float64Array {
  return new Float64Array(length).fill(-0);
}

function grown(from: Float64Array, to: Float64Array): Float64Array {
  to.set(from);
  return to;
}
