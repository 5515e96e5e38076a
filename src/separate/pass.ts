/**
 * One pass over the song: its chunks in order, and the weighted overlap-add of their results (Demucs' `apply`):
 * out[n] = Σₖ wₖ[n] · yₖ[n] / Σₖ wₖ[n], summed in double precision, so that equal estimates give their own value back
 * bit for bit.
 */

import { type ChunkGrid, firstChunk } from './grid.ts';

/** A chunk of the song, in song positions; those before 0 are the silence that leads in a shifted pass. */
export interface ChunkJob {
  /** The part that is kept. */
  readonly from: number;
  readonly to: number;
  /** The chunk: the part with its context. */
  readonly chunkFrom: number;
  readonly chunkTo: number;
}

/** The chunks and sums of one pass. */
export class Pass {
  readonly #grid: ChunkGrid;
  readonly #lead: number;
  readonly #weights: Float64Array | undefined;
  readonly #channelCount: number;
  /** Sums from `#base` on: one array per channel, and that of the weights. */
  #sums: Float64Array[] = [];
  #weightSums: Float64Array = new Float64Array(0);
  #base: number;
  #next: number;
  #complete: number;

  /** A pass led in by `lead` samples, whose results are wanted from song position `from` on. */
  constructor(
    grid: ChunkGrid,
    { lead, from, channelCount }: { lead: number; from: number; channelCount: number },
  ) {
    this.#grid = grid;
    this.#lead = lead;
    this.#channelCount = channelCount;
    this.#weights = grid.strideSamples < grid.segmentSamples ? triangle(grid.segmentSamples) : undefined;
    this.#base = from;
    this.#complete = from;
    this.#next = firstChunk(from, { grid, lead });
  }

  /** The next chunk, of a song that ends at `end` or that goes on; empty (`from >= to`) after the last. */
  peek(end: number): ChunkJob {
    const { segmentSamples, strideSamples, beforeSamples, afterSamples } = this.#grid;
    const from = this.#next * strideSamples - this.#lead;
    return {
      from,
      to: Math.min(end, from + segmentSamples),
      chunkFrom: Math.max(-this.#lead, from - beforeSamples),
      chunkTo: Math.min(end, from + segmentSamples + afterSamples),
    };
  }

  /** Moves on to the next chunk. */
  advance(): void {
    this.#next++;
  }

  /** Whether segments share samples with the next. */
  get fades(): boolean {
    return this.#weights !== undefined;
  }

  /** Position up to which all chunks have been added. */
  get complete(): number {
    return this.#complete;
  }

  /** Adds a chunk's kept part, channel by channel. Chunks must come in order. */
  add({ from, to }: ChunkJob, channels: readonly Float32Array[]): void {
    this.#grow(to - this.#base);
    const skip = Math.max(0, this.#base - from);
    const offset = from - this.#base;
    for (const [c, channel] of channels.entries()) {
      const sum = this.#sums[c]!;
      for (let n = skip; n < channel.length; n++) sum[offset + n]! += (this.#weights?.[n] ?? 1) * channel[n]!;
    }
    for (let n = skip; n < to - from; n++) this.#weightSums[offset + n]! += this.#weights?.[n] ?? 1;
    this.#complete = Math.max(this.#complete, Math.min(to, from + this.#grid.strideSamples));
  }

  /** Adds channel `c` to `into`, from the position of the last `dropBefore` on. */
  addTo(into: Float64Array, c: number): void {
    const sum = this.#sums[c]!;
    for (let n = 0; n < into.length; n++) into[n]! += sum[n]! / this.#weightSums[n]!;
  }

  /** Lets go of everything before `position`. */
  dropBefore(position: number): void {
    const count = position - this.#base;
    const keep = (array: Float64Array, rest: number): void => {
      array.copyWithin(0, count);
      array.fill(rest, array.length - count);
    };
    for (const sum of this.#sums) keep(sum, -0);
    keep(this.#weightSums, 0);
    this.#base = position;
  }

  #grow(length: number): void {
    if (length <= this.#weightSums.length) return;
    // −0 is the sum of nothing: −0 + x is x for every x, −0 included.
    const grown = (old: Float64Array | undefined, rest: number): Float64Array => {
      const array = new Float64Array(length).fill(rest);
      if (old !== undefined) array.set(old);
      return array;
    };
    this.#sums = Array.from({ length: this.#channelCount }, (_, c) => grown(this.#sums[c], -0));
    this.#weightSums = grown(this.#weightSums, 0);
  }
}

/** The weights of a segment: 1, 2, … rising to the middle and falling again, the largest being 1. */
export function triangle(length: number): Float64Array {
  const rising = Math.floor(length / 2);
  const peak = Math.max(1, length - rising);
  return Float64Array.from({ length }, (_, n) => (n < rising ? n + 1 : length - n) / peak);
}
