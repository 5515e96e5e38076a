/**
 * Searches for phases in kernel memory: the bins, magnitudes and signals of some sources lie there from the first to the last step, so that a step is two
 * transforms and one pass over the bins, and allocates nothing. What `griffinLim` and `misi` loop over.
 */

import { createWeights } from '../overlap-weights.ts';
import {
  firstFrameStart,
  frameWindow,
  notInvertible,
  type StftSettings,
  stftBinCount,
} from '../stft-settings.ts';
import { realFftPlan } from './fft-plan.ts';
import { inQuarters, takeTables, writeTables, writeWindow } from './fft-tables.ts';
import { framesPerBlock } from './frame-transform.ts';
import { type KernelExports, MemoryLayout, newKernels } from './module.ts';

/** What is searched. */
export interface PhaseWorkOptions {
  readonly settings: StftSettings;
  readonly frameCount: number;
  readonly lengthSamples: number;
  readonly sourceCount: number;
  /** Whether the bins of the step before are kept too. */
  readonly hasMomentum: boolean;
}

/** The memory of a search. Its views stay valid until `close`. */
export interface PhaseWork {
  /** Per source, `[frame, bin]`: to be filled in, with values up to about 1. */
  readonly magnitudes: readonly Float32Array[];
  /** Per source, the bins whose phases count, `[frame, bin, part]`. */
  bins(source: number): Float32Array;
  /** Per source `lengthSamples` samples. */
  readonly signals: readonly Float32Array[];
  /** Makes the signal of A·z/|z|, z = bins − `factor`·(bins before). */
  synthesize(source: number, factor?: number): void;
  /** Makes the bins of the signal; with momentum, those there were become the ones before. */
  analyze(source: number): void;
  /** ‖|bins| − A‖², summed over the sources. */
  squaredError(): number;
  /** Hands the memory back: the views must not be used any more. */
  close(): void;
}

/** A sum of squared windows below this counts as no weight at all, as in `istft`. */
const smallestWeight = 1e-11;

/** Memory of this size is kept for the next search; larger ones go. */
const keptBytes = 1 << 27;
let kept: KernelExports | undefined;

/** Lays out the memory of a search. Throws `ArgumentError` for frames without an inverse, `LimitError` where the host refuses the memory. */
export function openPhaseWork(options: PhaseWorkOptions): PhaseWork {
  const { settings, frameCount, lengthSamples, sourceCount, hasMomentum } = options;
  const { fftSize, normalized, padMode } = settings;
  const binCount = stftBinCount(settings);
  const plan = realFftPlan(fftSize);
  const window = frameWindow(settings);
  const padding = -firstFrameStart(settings);
  // Only a single frame may have a hop beyond its size, and then any hop will do.
  const hop = Math.min(settings.hopSize, fftSize);
  const blockFrames = framesPerBlock(fftSize);
  // Four frames are transformed together where the size is not one of the fast ones.
  const rows = Math.ceil(frameCount / 4) * 4;
  const coveredSamples = Math.max(0, (frameCount - 1) * hop + fftSize);
  const paddedSamples = Math.max((rows - 1) * hop + fftSize, padding + lengthSamples);

  const weights = createWeights({ window, hopSize: hop, frameCount });
  const required = Math.min(padding + lengthSamples, coveredSamples);
  const unweighted = weights.firstBelow(smallestWeight, { from: padding, to: required });
  if (unweighted !== undefined) throw notInvertible(settings, unweighted - padding);

  const instance = kept ?? newKernels();
  kept = undefined;
  const layout = new MemoryLayout(instance);
  const places = Array.from({ length: sourceCount }, () => ({
    magnitudes: layout.take(rows * binCount),
    bins: layout.take(rows * binCount * 2),
    before: hasMomentum ? layout.take(rows * binCount * 2) : 0,
    padded: layout.take(paddedSamples),
  }));
  const scratch = layout.take(blockFrames * binCount * 2 + 8);
  const stride = Math.ceil(fftSize / 4) * 4;
  const frameBuffer = layout.take(plan.kind === 'batch' ? 4 * stride : 0);
  const analysis = layout.take(fftSize);
  const synthesis = layout.take(fftSize);
  const depth = Math.ceil(fftSize / hop);
  const hops = Math.max(0, frameCount + depth - 1);
  // The first and the last hops have factors of their own, those between share the last row.
  const edges = Array.from({ length: hops }, (_, h) => h).filter((h) => h < depth - 1 || h >= frameCount);
  const factors = layout.take((edges.length + 1) * hop);
  const tables = takeTables(layout, plan);
  const kernels = layout.open();

  // The instance may hold what an earlier search left.
  for (const { magnitudes, bins, before, padded } of places) {
    layout.floats(magnitudes, rows * binCount).fill(0);
    layout.floats(bins, rows * binCount * 2).fill(0);
    if (hasMomentum) layout.floats(before, rows * binCount * 2).fill(0);
    layout.floats(padded, paddedSamples).fill(0);
  }
  layout.floats(scratch, blockFrames * binCount * 2 + 8).fill(0);
  writeTables(layout, tables, plan);
  const scale = normalized ? Math.sqrt(fftSize) : 1;
  // Half of an even-sized transform's unpacking is a factor of ½.
  const forwardScale = (fftSize % 2 === 0 ? 0.5 : 1) / scale;
  const ordered = plan.kind === 'single' ? inQuarters(window) : window;
  writeWindow(layout, analysis, { window: ordered, scale: forwardScale });
  writeWindow(layout, synthesis, { window, scale: scale / fftSize });
  const rowOf = new Int32Array(hops).fill(edges.length);
  edges.forEach((h, row) => {
    rowOf[h] = row;
  });
  rowOf.forEach((row, h) => {
    const target = layout.floats(factors + row * hop * 4, hop);
    if (row < edges.length || h === depth - 1) weights.writeInverse(target, { firstHop: h, smallestWeight });
  });

  const { passes, passCount, startTwiddles, turns, workA, workB } = tables;
  const rowBytes = binCount * 8;
  const padded = places.map((place) => layout.floats(place.padded, paddedSamples));

  function invert(sum: number, frames: number): void {
    if (plan.kind === 'single') {
      const rest = [turns, workA, workB] as const;
      const m = fftSize / 2;
      kernels.inverseSingle(
        ...([scratch, hop, frames, sum, m, synthesis, startTwiddles, passes, passCount] as const),
        ...rest,
      );
      return;
    }
    for (let frame = 0; frame < frames; frame += 4) {
      const rest = [passes, passCount, turns, workA, workB] as const;
      kernels.inverseBatch(scratch + frame * rowBytes, frameBuffer, stride, fftSize, synthesis, ...rest);
      for (let lane = 0; lane < Math.min(4, frames - frame); lane++) {
        kernels.addSamples(sum + (frame + lane) * hop * 4, frameBuffer + lane * stride * 4, fftSize);
      }
    }
  }

  function synthesize(source: number, factor = 0): void {
    const place = places[source]!;
    const before = factor === 0 ? 0 : place.before;
    padded[source]!.fill(0);
    for (let first = 0; first < frameCount; first += blockFrames) {
      const frames = Math.min(blockFrames, frameCount - first);
      const skipped = first * binCount;
      kernels.fitMagnitudes(
        ...([scratch, place.bins + skipped * 8, before === 0 ? 0 : before + skipped * 8] as const),
        ...([place.magnitudes + skipped * 4, factor, frames * binCount] as const),
      );
      invert(place.padded + first * hop * 4, frames);
    }
    for (let h = 0; h < hops; h++) {
      const at = place.padded + h * hop * 4;
      const count = Math.min(hop, coveredSamples - h * hop);
      if (count > 0) kernels.multiplySamples(at, at, factors + rowOf[h]! * hop * 4, count);
    }
  }

  function analyze(source: number): void {
    const place = places[source]!;
    padSignal(padded[source]!, { padding, lengthSamples, padMode });
    if (hasMomentum) [place.bins, place.before] = [place.before, place.bins];
    if (plan.kind === 'single') {
      const rest = [turns, workA, workB] as const;
      const m = fftSize / 2;
      kernels.forwardSingle(
        ...([place.padded, hop, frameCount, place.bins, m, analysis, startTwiddles] as const),
        ...([passes, passCount, ...rest] as const),
      );
      return;
    }
    for (let frame = 0; frame < frameCount; frame += 4) {
      const rest = [passes, passCount, turns, workA, workB] as const;
      const from = place.padded + frame * hop * 4;
      kernels.forwardBatch(from, hop, place.bins + frame * rowBytes, fftSize, analysis, ...rest);
    }
  }

  return {
    magnitudes: places.map((place) => layout.floats(place.magnitudes, frameCount * binCount)),
    bins: (source) => layout.floats(places[source]!.bins, frameCount * binCount * 2),
    signals: padded.map((samples) => samples.subarray(padding, padding + lengthSamples)),
    synthesize,
    analyze,
    squaredError: () =>
      places.reduce(
        (sum, place) => sum + kernels.magnitudeError(place.bins, place.magnitudes, frameCount * binCount),
        0,
      ),
    close() {
      if (instance.memory.buffer.byteLength <= keptBytes) kept = instance;
    },
  };
}

/** Continues the signal in the middle of `padded` at both ends. */
function padSignal(
  padded: Float32Array,
  {
    padding,
    lengthSamples,
    padMode,
  }: Pick<StftSettings, 'padMode'> & { readonly padding: number; readonly lengthSamples: number },
): void {
  const end = padding + lengthSamples;
  if (padMode === 'zeros' || lengthSamples === 0) {
    padded.fill(0, 0, padding);
    padded.fill(0, end);
    return;
  }
  // … c b | a b c d | c b a …, mirrored again as far as needed.
  const period = Math.max(1, 2 * (lengthSamples - 1));
  const mirrored = (n: number): number => {
    const folded = (((n - padding) % period) + period) % period;
    return padded[padding + Math.min(folded, period - folded)]!;
  };
  for (let n = 0; n < padding; n++) padded[n] = mirrored(n);
  for (let n = end; n < padded.length; n++) padded[n] = mirrored(n);
}
