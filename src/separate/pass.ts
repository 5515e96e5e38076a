/**
 * One pass over the song: its chunks in order, and the cross-fade of their results as Demucs does it:
 * out[n] = Σₖ wₖ[n] · yₖ[n] / Σₖ wₖ[n], with triangles as weights.
 */

import { createOverlapAdder, makeTransitionWeights, type OverlapAdder } from '../dsp/index.ts';
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
  /** Whether segments share samples with the next. */
  readonly fades: boolean;
  readonly #grid: ChunkGrid;
  readonly #lead: number;
  readonly #weights: Float64Array | undefined;
  readonly #adder: OverlapAdder;
  #next: number;
  #complete: number;

  /** A pass led in by `lead` samples, whose results are wanted from song position `from` on. */
  constructor(
    grid: ChunkGrid,
    {
      lead,
      from,
      channelCount,
    }: { readonly lead: number; readonly from: number; readonly channelCount: number },
  ) {
    this.#grid = grid;
    this.#lead = lead;
    this.fades = grid.strideSamples < grid.segmentSamples;
    this.#weights = this.fades ? makeTransitionWeights(grid.segmentSamples) : undefined;
    this.#adder = createOverlapAdder({ channelCount, startSample: from });
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

  /** Position up to which all chunks have been added. */
  get complete(): number {
    return this.#complete;
  }

  /** Adds a chunk's kept part, channel by channel. Chunks must come in order. */
  add({ from, to }: ChunkJob, channels: readonly Float32Array[]): void {
    const skip = Math.max(0, this.#adder.positionSample - from);
    const weights = this.#weights?.subarray(skip);
    this.#adder.add({
      startSample: from + skip,
      channels: channels.map((channel) => channel.subarray(skip)),
      ...(weights === undefined ? {} : { weights }),
    });
    this.#complete = Math.max(this.#complete, Math.min(to, from + this.#grid.strideSamples));
  }

  /** What is complete from the last `take` up to `position`. */
  take(position: number): Float32Array[] {
    return this.#adder.take(position);
  }
}
