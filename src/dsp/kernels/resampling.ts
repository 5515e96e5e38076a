/**
 * The resampler's work on one block in the kernel memory: taps, input and output laid out, with the memory seen as plain
 * arrays.
 */

import { floatsAt, kernels, MemoryLayout } from './module.ts';

/** What one block needs; the filter as in ../resampling-filter.ts. */
export interface ResamplingOptions {
  readonly tapCount: number;
  readonly rows: number;
  readonly taps: Float64Array;
  readonly channelCount: number;
  /** Input samples per channel: the first output's taps begin at the first of them. */
  readonly filled: number;
  /** Output samples per channel. */
  readonly count: number;
}

/** The block at work. Use it at once: opening another kernel takes its memory over. */
export interface ResamplingWork {
  /** Where the input goes, one array per channel. */
  readonly histories: readonly Float64Array[];
  /** Where the output is found after `run`. */
  readonly outputs: readonly Float32Array[];
  /** Steps through the input by `step` / `phases` samples per output, beginning at `phase` / `phases`. */
  run(position: { readonly phase: number; readonly phases: number; readonly step: number }): void;
}

/** Lays the memory out and puts the taps into it. */
export function openResampling(options: ResamplingOptions): ResamplingWork {
  const { tapCount, rows, taps, channelCount, filled, count } = options;
  const layout = new MemoryLayout();
  // Doubles take two places of 32 bits; behind the taps the interpolated row.
  const tapsAt = layout.take(2 * (taps.length + tapCount));
  const historyStart = layout.take(2 * filled * channelCount);
  const outStart = layout.take(count * channelCount);
  const { resampleBlock } = layout.open();
  doublesAt(tapsAt, taps.length).set(taps);
  const channels = Array.from({ length: channelCount }, (_, c) => c);

  return {
    histories: channels.map((c) => doublesAt(historyStart + c * filled * 8, filled)),
    outputs: channels.map((c) => floatsAt(outStart + c * count * 4, count)),
    run({ phase, phases, step }) {
      const wholeStep = Math.floor(step / phases);
      const input = [historyStart, filled * 8] as const;
      const filter = [tapsAt, tapCount, rows] as const;
      const restStep = step - wholeStep * phases;
      resampleBlock(
        outStart,
        count * 4,
        ...input,
        channelCount,
        count,
        ...filter,
        phase,
        phases,
        wholeStep,
        restStep,
      );
    },
  };
}

function doublesAt(address: number, length: number): Float64Array {
  return new Float64Array(kernels().memory.buffer, address, length);
}
