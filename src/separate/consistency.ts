/**
 * Consistency: stems that add up to the mixture. The residual r = x − Σᵢ sᵢ is given back to the stems, sᵢ += gᵢ · r with
 * Σᵢ gᵢ = 1. `'equal'` uses gᵢ = 1/n; `'energy'` lets gᵢ follow the stems' shares of the energy, the least-squares choice
 * where stems are uncertain in proportion to their energy (cf. Wisdom et al., "Differentiable consistency constraints",
 * ICASSP 2019). The shares are measured over two hops around points one hop apart, all channels together so that the
 * stereo image stays, and run in straight lines in between.
 */

import type { AudioBlock, AudioStream } from '../audio/index.ts';
import type { Consistency } from './options.ts';
import { SampleBuffer } from './sample-buffer.ts';

/** Samples between two points at which shares are measured: about 23 ms at 44.1 kHz, shorter than a note. */
const hop = 1024;

/** Where things are in a stream that holds the mixture's channels, then each stem's. */
export interface SideBySide {
  readonly stemCount: number;
  readonly channelCount: number;
}

/** `stream` (mixture and stems side by side) with stems that add up to the mixture. */
export function consistentStream(
  stream: AudioStream,
  options: SideBySide & { how: Consistency },
): AudioStream {
  return {
    sampleRate: stream.sampleRate,
    channelCount: stream.channelCount,
    lengthSamples: stream.lengthSamples,
    blocks: ({ startSample = 0, signal } = {}) => {
      const run = { startSample, ...(signal === undefined ? {} : { signal }) };
      return options.how === 'equal'
        ? spreadEqually(stream, options, run)
        : spreadByEnergy(stream, options, run);
    },
  };
}

interface Run {
  readonly startSample: number;
  readonly signal?: AbortSignal;
}

async function* spreadEqually(
  stream: AudioStream,
  layout: SideBySide,
  run: Run,
): AsyncGenerator<AudioBlock, void> {
  const shares = new Float64Array(layout.stemCount).fill(1 / layout.stemCount);
  for await (const block of stream.blocks(run)) yield spread(block, layout, { from: shares, to: shares });
}

async function* spreadByEnergy(
  stream: AudioStream,
  layout: SideBySide,
  run: Run,
): AsyncGenerator<AudioBlock, void> {
  // Hops lie on a fixed grid and one more is read in front, so that starting later gives the same shares.
  const first = Math.floor(run.startSample / hop);
  let at = Math.max(0, first - 1);
  const window = new SampleBuffer(stream.channelCount, at * hop);
  let [before, here] = [new Float64Array(layout.stemCount), new Float64Array(layout.stemCount)];
  let held: AudioBlock | undefined;
  function* advance(next: AudioBlock | undefined): Generator<AudioBlock, void> {
    const after = next === undefined ? new Float64Array(layout.stemCount) : energies(next, layout);
    if (held !== undefined && at - 1 >= first) {
      const skip = Math.max(0, run.startSample - (at - 1) * hop);
      const whole = spread(held, layout, { from: sharesOf(before, here), to: sharesOf(here, after) });
      yield skip === 0 ? whole : whole.map((channel) => channel.subarray(skip));
    }
    [before, here, held] = [here, after, next];
    at++;
  }
  const done = new SampleBuffer(stream.channelCount, run.startSample);
  for await (const block of stream.blocks({ ...run, startSample: at * hop })) {
    window.append(block);
    while (window.end >= (at + 1) * hop) {
      for (const part of advance(window.copy(at * hop, (at + 1) * hop))) done.append(part);
      window.dropBefore(at * hop);
    }
    if (done.end > done.start) yield done.copy(done.start, done.end);
    done.dropBefore(done.end);
  }
  if (window.end > at * hop) yield* advance(window.copy(at * hop, window.end));
  yield* advance(undefined);
}

/** Energy of each stem in a hop. */
function energies(block: AudioBlock, { stemCount, channelCount }: SideBySide): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: stemCount }, (_, stem) => {
    let energy = 0;
    for (let c = 0; c < channelCount; c++) {
      const channel = block[(stem + 1) * channelCount + c]!;
      for (let n = 0; n < channel.length; n++) energy += channel[n]! * channel[n]!;
    }
    return energy;
  });
}

/** Shares at the point between two hops: of the energy of both, or equal ones in silence. */
function sharesOf(a: Float64Array, b: Float64Array): Float64Array {
  const energy = a.map((x, i) => x + b[i]!);
  const total = energy.reduce((sum, x) => sum + x, 0);
  return energy.map((x) => (total > 0 ? x / total : 1 / energy.length));
}

/** Gives the residual of a block to its stems, the shares going from `from` to `to` over one hop. */
function spread(
  block: AudioBlock,
  { stemCount, channelCount }: SideBySide,
  shares: { from: Float64Array; to: Float64Array },
): AudioBlock {
  const result = block.map((channel, c) => (c < channelCount ? channel : new Float32Array(channel.length)));
  for (let c = 0; c < channelCount; c++) {
    const mixture = block[c]!;
    const residual = new Float64Array(mixture);
    for (let stem = 1; stem <= stemCount; stem++) {
      const channel = block[stem * channelCount + c]!;
      for (let n = 0; n < residual.length; n++) residual[n]! -= channel[n]!;
    }
    for (let stem = 1; stem <= stemCount; stem++) {
      const [channel, output] = [block[stem * channelCount + c]!, result[stem * channelCount + c]!];
      const share = shares.from[stem - 1]!;
      const slope = (shares.to[stem - 1]! - share) / hop;
      for (let n = 0; n < output.length; n++) output[n] = channel[n]! + (share + slope * n) * residual[n]!;
    }
  }
  return result;
}
