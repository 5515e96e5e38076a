/**
 * A window that slides over a stream: blocks come in at its end, stretches are copied out by their position in the
 * stream, and what is no longer needed is dropped at its start. Every stage that looks back or ahead keeps one.
 */

import type { AudioBlock } from '../audio/index.ts';

/** Samples `[start, end)` of a stream. */
export class SampleBuffer {
  readonly #blocks: { readonly start: number; readonly block: AudioBlock }[] = [];
  readonly #channelCount: number;
  #start: number;
  #end: number;

  /** An empty window whose first sample will be `startSample`. */
  constructor(channelCount: number, startSample: number) {
    this.#channelCount = channelCount;
    this.#start = startSample;
    this.#end = startSample;
  }

  /** Position of the first sample that is still held. */
  get start(): number {
    return this.#start;
  }

  /** Position after the last sample. */
  get end(): number {
    return this.#end;
  }

  /** Adds a block at the end. It is kept, not copied. */
  append(block: AudioBlock): void {
    const length = block[0]!.length;
    if (length === 0) return;
    this.#blocks.push({ start: this.#end, block });
    this.#end += length;
  }

  /** Lets go of everything before `position`. */
  dropBefore(position: number): void {
    const first = this.#blocks.findIndex(({ start, block }) => start + block[0]!.length > position);
    this.#blocks.splice(0, first === -1 ? this.#blocks.length : first);
    this.#start = Math.max(this.#start, Math.min(position, this.#end));
  }

  /** A copy of `[from, to)`, zeros where the window has nothing; each channel has a buffer of its own. */
  copy(from: number, to: number): Float32Array<ArrayBuffer>[] {
    const channels = Array.from({ length: this.#channelCount }, () => new Float32Array(to - from));
    for (const { start, block } of this.#blocks) {
      const begin = Math.max(from, start);
      const stop = Math.min(to, start + block[0]!.length);
      if (begin >= stop) continue;
      for (const [c, channel] of channels.entries()) {
        channel.set(block[c]!.subarray(begin - start, stop - start), begin - from);
      }
    }
    return channels;
  }
}
