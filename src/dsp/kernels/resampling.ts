/**
 * The resampler's work on one block in kernel memory: taps, input and output laid out, and seen as plain arrays. It has an
 * instance of its own, in which the taps stay from block to block: copying them would cost more than a small block does.
 */

import { type KernelExports, newKernels } from './module.ts';

/** What one block needs; the filter as in ../resampling-filter.ts. */
export interface ResamplingOptions {
  readonly tapCount: number;
  readonly rows: number;
  /** Never changed once used here. */
  readonly taps: Float64Array;
  readonly channelCount: number;
  /** Input samples per channel: the first output's taps begin at the first of them. */
  readonly filled: number;
  /** Output samples per channel. */
  readonly count: number;
}

/** The block at work. Use it at once: opening another one takes its memory over. */
export interface ResamplingWork {
  /** Where the input goes, one array per channel. */
  readonly histories: readonly Float64Array[];
  /** Where the output is found after `run`. */
  readonly outputs: readonly Float32Array[];
  /** Steps through the input by `step` / `phases` samples per output, beginning at `phase` / `phases`. */
  run(position: { readonly phase: number; readonly phases: number; readonly step: number }): void;
}

const pageBytes = 65_536;

/** Address 0 stays free; what lies behind it is aligned to cache lines. */
const tapsAt = 64;

let instance: KernelExports | undefined;
let loadedTaps: Float64Array | undefined;

/** Lays the memory out and sees to it that the taps are in it. */
export function openResampling(options: ResamplingOptions): ResamplingWork {
  const { tapCount, rows, taps, channelCount, filled, count } = options;
  instance ??= newKernels();
  const { memory, resampleBlock } = instance;
  // Behind the taps the row that is interpolated.
  const historyStart = nextLine(tapsAt + (taps.length + tapCount) * 8);
  const outStart = nextLine(historyStart + filled * channelCount * 8);
  const missing = outStart + count * channelCount * 4 - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  if (loadedTaps !== taps) {
    new Float64Array(memory.buffer, tapsAt, taps.length).set(taps);
    loadedTaps = taps;
  }
  const channels = Array.from({ length: channelCount }, (_, c) => c);

  return {
    histories: channels.map((c) => new Float64Array(memory.buffer, historyStart + c * filled * 8, filled)),
    outputs: channels.map((c) => new Float32Array(memory.buffer, outStart + c * count * 4, count)),
    run({ phase, phases, step }) {
      const wholeStep = Math.floor(step / phases);
      const steps = [phase, phases, wholeStep, step - wholeStep * phases] as const;
      const input = [historyStart, filled * 8] as const;
      const filter = [tapsAt, tapCount, rows] as const;
      resampleBlock(outStart, count * 4, ...input, channelCount, count, ...filter, ...steps);
    },
  };
}

function nextLine(address: number): number {
  return Math.ceil(address / 64) * 64;
}
