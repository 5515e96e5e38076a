/**
 * Correlations of many signals at once, over stretches of any length, at lags up to a filter's length: by blocks in the frequency domain, in
 * kernel memory. Each block of a signal meets the piece of the other that reaches `filterLength` − 1 samples further on either side; the
 * products are summed over blocks as spectra and transformed back once.
 */

import { roundUp } from '../../util/index.ts';
import { type CorrelationLayout, type CorrelationSizes, correlationLayout } from './correlation-layout.ts';
import { type MetricKernels, planMemory } from './module.ts';

/** One channel. */
export type Samples = Float32Array | Float64Array;

/** References and estimates, channel after channel, all of one length. */
export interface CorrelatedSignals {
  readonly references: readonly Samples[];
  readonly estimates: readonly Samples[];
}

/** A range of samples, `end` excluded. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Options of {@link Correlator}. */
export interface CorrelatorOptions extends CorrelationSizes {
  /** The longest stretch there will be, in samples: short ones need smaller transforms. */
  readonly longestSamples: number;
}

/** Blocks whose spectra are multiplied and summed in one go. */
const blocksAtOnce = 16;
/** A transform is about this many filters long. For 16 channels at 512 taps 4 takes half as long again, 16 no less time and twice the memory. */
const filtersPerTransform = 8;
/** Bytes of a point of two complex doubles. */
const pointBytes = 32;

/** Sums correlations up in an instance of its own. */
export class Correlator {
  readonly layout: CorrelationLayout;
  readonly #kernels: MetricKernels;
  readonly #size: number;
  /** The longest lag. */
  readonly #reach: number;
  readonly #blockSamples: number;
  /** Places of a block's spectra: references and estimates as blocks, then references as the longer pieces that they meet. */
  readonly #blockPlaces: number;
  readonly #piecePlaces: number;
  readonly #evenReferences: number;
  readonly #tiles: readonly (readonly [x: number, y: number])[];
  readonly #at: Record<'samples' | 'work' | 'other' | 'twiddles' | 'spectra' | 'tiles' | 'sums', number>;
  readonly #channelBytes: number;
  readonly #channelSamples: readonly Float64Array[];
  readonly #sumBytes: number;
  readonly #distances: Float64Array;
  #waiting = 0;
  #hasSums = false;

  constructor(options: CorrelatorOptions) {
    this.layout = correlationLayout(options);
    const { referenceCount, estimateCount, filterLength, longestSamples } = options;
    this.#reach = filterLength - 1;
    const least = powerOfTwo(3 * this.#reach + 4);
    const whole = powerOfTwo(longestSamples + 2 * this.#reach);
    const best = powerOfTwo(Math.max(1024, filtersPerTransform * filterLength));
    this.#size = Math.max(least, Math.min(whole, best));
    this.#blockSamples = this.#size - 2 * this.#reach;
    this.#evenReferences = roundUp(referenceCount, 2);
    this.#blockPlaces = roundUp(this.#evenReferences + estimateCount, 4);
    this.#piecePlaces = roundUp(referenceCount, 4);
    this.#tiles = tilesFor(options);
    const longestChunk = Math.min(blocksAtOnce * this.#blockSamples, longestSamples);
    this.#channelBytes = roundUp((longestChunk + 2 * this.#reach + 2) * 8, 64) + 64;
    // An odd number of cache lines apart, so that the same bin of all tiles is spread over the cache.
    this.#sumBytes = this.#size * pointBytes + 64;
    const channelCount = referenceCount + estimateCount;
    const plan = planMemory();
    this.#at = {
      samples: plan.take(channelCount * this.#channelBytes),
      work: plan.take(this.#size * pointBytes),
      other: plan.take(this.#size * pointBytes),
      twiddles: plan.take(this.#size * 16),
      spectra: plan.take(blocksAtOnce * this.#spectraBytes),
      tiles: plan.take(this.#tiles.length * 8),
      sums: plan.take(this.#tiles.length * this.#sumBytes),
    };
    this.#kernels = plan.open();
    const { buffer } = this.#kernels.memory;
    this.#channelSamples = Array.from(
      { length: channelCount },
      (_, c) => new Float64Array(buffer, this.#at.samples + c * this.#channelBytes, this.#channelBytes / 8),
    );
    writeTwiddles(new Float64Array(buffer, this.#at.twiddles, this.#size * 2), this.#size);
    const offsets = new Uint32Array(buffer, this.#at.tiles, this.#tiles.length * 2);
    this.#tiles.forEach(([x, y], t) => {
      offsets[2 * t] = x * pointBytes;
      offsets[2 * t + 1] = (this.#blockPlaces + y) * pointBytes;
    });
    this.#distances = new Float64Array(options.distances.length);
  }

  get #pairBytes(): number {
    return (this.#blockPlaces + this.#piecePlaces) * pointBytes;
  }

  get #spectraBytes(): number {
    return (this.#size / 4 + 1) * this.#pairBytes;
  }

  /** Adds the correlations and distances inside a stretch: what lies outside counts as silence. */
  addStretch(signals: CorrelatedSignals, { start, end }: Stretch): void {
    const blocks = Math.ceil((end - start) / this.#blockSamples);
    const blockSamples = Math.ceil((end - start) / blocks);
    for (let chunk = start; chunk < end; chunk += blocksAtOnce * blockSamples) {
      const chunkEnd = Math.min(end, chunk + blocksAtOnce * blockSamples);
      const origin = chunk - this.#reach;
      this.#load(
        signals,
        { start: Math.max(start, origin), end: Math.min(end, chunkEnd + this.#reach) },
        origin,
      );
      this.#addDistances(this.#reach, chunkEnd - chunk);
      for (let block = chunk; block < chunkEnd; block += blockSamples) {
        const blockEnd = Math.min(chunkEnd, block + blockSamples);
        const pieceStart = Math.max(start, block - this.#reach);
        const pieceEnd = Math.min(end, blockEnd + this.#reach);
        this.#transformBlock(
          { from: block - origin, count: blockEnd - block, lead: 0 },
          {
            from: pieceStart - origin,
            count: pieceEnd - pieceStart,
            lead: pieceStart - (block - this.#reach),
          },
        );
      }
    }
  }

  /** Adds the correlations of what lies before `at` with what lies from there on, in the stretch: what two stretches miss. */
  addBoundary(signals: CorrelatedSignals, at: number, { start, end }: Stretch): void {
    const origin = at - this.#reach;
    const first = Math.max(start, origin);
    const last = Math.min(end, at + this.#reach);
    if (first >= at || last <= at) return;
    this.#load(signals, { start: first, end: last }, origin);
    const before = { from: first - origin, count: at - first };
    const after = { from: this.#reach, count: last - at };
    this.#transformBlock({ ...after, lead: 0 }, { ...before, lead: first - origin });
    this.#transformBlock({ ...before, lead: 0 }, { ...after, lead: at - first + this.#reach });
  }

  /** What was added since the last time, in {@link Correlator.layout}; begins anew. */
  take(): Float64Array {
    this.#multiply();
    const { layout } = this;
    const result = new Float64Array(layout.length);
    if (this.#hasSums) {
      this.#tiles.forEach(([x, y], t) => {
        const values = this.#transformBack(t);
        for (let lane = 0; lane < 2; lane++) {
          this.#read(result, { x: x + lane, y, values: values.subarray(2 + lane) });
          this.#read(result, { x: x + lane, y: y + 1, values: values.subarray(lane) });
        }
      });
    }
    result.set(this.#distances, layout.distanceAt);
    this.#distances.fill(0);
    this.#hasSums = false;
    return result;
  }

  /** Samples from `start` to `end` to where sample `origin` stands first. */
  #load({ references, estimates }: CorrelatedSignals, { start, end }: Stretch, origin: number): void {
    references.forEach((channel, i) => {
      this.#channelSamples[i]!.set(channel.subarray(start, end), start - origin);
    });
    estimates.forEach((channel, e) => {
      this.#channelSamples[references.length + e]!.set(channel.subarray(start, end), start - origin);
    });
  }

  #addDistances(from: number, count: number): void {
    const { distances, referenceCount } = this.layout;
    distances.forEach(([estimate, reference], n) => {
      const a = this.#channelAddress(referenceCount + estimate) + from * 8;
      const b = this.#channelAddress(reference) + from * 8;
      this.#distances[n] = this.#distances[n]! + this.#kernels.squaredDistance(a, b, count);
    });
  }

  #channelAddress(channel: number): number {
    return this.#at.samples + channel * this.#channelBytes;
  }

  /** Transforms one block of all signals and the piece of the references that it meets; multiplies when enough of them wait. */
  #transformBlock(block: Range, piece: Range): void {
    const { referenceCount, estimateCount } = this.layout;
    const spectra = this.#at.spectra + this.#waiting * this.#spectraBytes;
    for (let place = 0; place < this.#blockPlaces; place += 4) {
      this.#transformFour(block, spectra + place * pointBytes, (n) => {
        const estimate = place + n - this.#evenReferences;
        return estimate < 0 ? place + n : referenceCount + Math.min(estimate, estimateCount - 1);
      });
    }
    for (let place = 0; place < this.#piecePlaces; place += 4) {
      this.#transformFour(piece, spectra + (this.#blockPlaces + place) * pointBytes, (n) => place + n);
    }
    this.#waiting++;
    if (this.#waiting === blocksAtOnce) this.#multiply();
  }

  #transformFour({ from, count, lead }: Range, to: number, channelOf: (n: number) => number): void {
    const { gather, transform, unpackSpectra } = this.#kernels;
    const last = this.#channelSamples.length - 1;
    // Places beyond the last channel hold another one: their products are not read.
    const address = (n: number): number =>
      this.#channelAddress(Math.max(0, Math.min(last, channelOf(n)))) + from * 8;
    const { work, other, twiddles } = this.#at;
    gather(work, address(0), address(1), address(2), address(3), lead, count, this.#size);
    unpackSpectra(transform(work, other, this.#size, twiddles), to, this.#size, this.#pairBytes);
  }

  #multiply(): void {
    if (this.#waiting === 0) return;
    const { spectra, tiles, sums } = this.#at;
    const from = [spectra, this.#spectraBytes, this.#waiting, this.#pairBytes, this.#size] as const;
    const add = this.#hasSums ? 1 : 0;
    this.#kernels.multiplySpectra(...from, tiles, this.#tiles.length, sums, this.#sumBytes, add);
    this.#hasSums = true;
    this.#waiting = 0;
  }

  /** The four correlations of a tile, `[lag, x₀y₁ x₁y₁ x₀y₀ x₁y₀]`, lag −reach first. */
  #transformBack(tile: number): Float64Array {
    const { work, sums, twiddles } = this.#at;
    const address = this.#kernels.transform(sums + tile * this.#sumBytes, work, this.#size, twiddles);
    return new Float64Array(this.#kernels.memory.buffer, address, this.#size * 4);
  }

  /** One of a tile's four correlations, every fourth of `values`, to its place. */
  #read(result: Float64Array, { x, y, values }: { x: number; y: number; values: Float64Array }): void {
    const { layout } = this;
    const { referenceCount, estimateCount } = layout;
    // Spectra are twice the channels' (see unpackSpectra), and the way back is not scaled.
    const scale = 1 / (4 * this.#size);
    const estimate = x - this.#evenReferences;
    if (y >= referenceCount || estimate >= estimateCount) return;
    if (estimate >= 0) {
      const to = layout.crossAt(estimate, y);
      for (let lag = 0; lag <= this.#reach; lag++) {
        result[to + lag] = values[(this.#reach - lag) * 4]! * scale;
      }
    } else if (x <= y) {
      const to = layout.pairAt(x, y) - this.#reach;
      for (let n = 0; n <= 2 * this.#reach; n++) result[to + n] = values[n * 4]! * scale;
    }
  }
}

/** Samples of the loaded ones, and the zeros before them. */
interface Range {
  readonly from: number;
  readonly count: number;
  readonly lead: number;
}

/** Pairs of blocks' and pieces' channels, two by two: the upper triangle of the references, and every estimate with every reference. */
function tilesFor({ referenceCount, estimateCount }: CorrelationSizes): (readonly [number, number])[] {
  const evenReferences = roundUp(referenceCount, 2);
  const tiles: (readonly [number, number])[] = [];
  for (let x = 0; x < evenReferences; x += 2) {
    for (let y = x; y < evenReferences; y += 2) tiles.push([x, y]);
  }
  for (let e = 0; e < estimateCount; e += 2) {
    for (let y = 0; y < evenReferences; y += 2) tiles.push([evenReferences + e, y]);
  }
  return tiles;
}

/** See `transform` in assembly/fft-pairs.ts. */
function writeTwiddles(table: Float64Array, size: number): void {
  let at = 0;
  for (let n = size; n > 4; n /= 4) {
    for (let p = 0; p < n / 4; p++) {
      for (let k = 1; k <= 3; k++) {
        const angle = (-2 * Math.PI * p * k) / n;
        table[at++] = Math.cos(angle);
        table[at++] = Math.sin(angle);
      }
    }
  }
}

/** The smallest power of 2 from `length`, at least 8. */
function powerOfTwo(length: number): number {
  return Math.max(8, 2 ** Math.ceil(Math.log2(length)));
}
