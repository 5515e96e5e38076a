/** Resampling between the two common rates: how true, how long, whether streaming changes a bit, and how fast. */

import { createResampler, resample } from '../../../src/dsp/index.ts';
import { createRandom } from '../../../src/util/index.ts';
import type { Figure, Measurement } from '../figure.ts';

interface Rates {
  readonly fromRate: number;
  readonly toRate: number;
}

const directions: readonly Rates[] = [
  { fromRate: 44100, toRate: 48000 },
  { fromRate: 48000, toRate: 44100 },
];

/** At either end the filter sees the silence outside: its reach, 96 samples of the lower rate, and a margin. */
const edgeSamples = 120;

function tone(frequency: number, rate: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * frequency * n) / rate));
}

/** The tone against what is not the ideal tone at that rate, no gain or delay fitted. */
function snrDb(output: Float32Array, frequency: number, rate: number): number {
  let error = 0;
  let power = 0;
  for (let n = edgeSamples; n < output.length - edgeSamples; n++) {
    const ideal = Math.sin((2 * Math.PI * frequency * n) / rate);
    error += (output[n]! - ideal) ** 2;
    power += ideal ** 2;
  }
  return 10 * Math.log10(power / error);
}

function bitsDiffer(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Math.max(a.length, b.length);
  const [x, y] = [new Uint32Array(a.buffer), new Uint32Array(b.buffer)];
  return x.reduce((count, word, n) => count + (word === y[n] ? 0 : 1), 0);
}

/** Noise through a resampler in blocks of 0 to 5000 samples, from the given output sample on. */
function streamed(input: Float32Array, rates: Rates, { seed = 0, startSample = 0 }): Float32Array {
  const random = createRandom(seed);
  const resampler = createResampler({ ...rates, channelCount: 1, startSample });
  const blocks: Float32Array[] = [];
  for (let at = resampler.inputStartSample; at < input.length; ) {
    const size = random.integer(0, random.uniform() < 0.5 ? 5000 : 50);
    blocks.push(resampler.push([input.subarray(at, at + size)])[0]!);
    at += size;
  }
  blocks.push(resampler.flush()[0]!);
  return Float32Array.from(blocks.flatMap((block) => [...block]));
}

async function measureTones(): Promise<Measurement> {
  let worst = { snr: Number.POSITIVE_INFINITY, frequency: 0 };
  for (const rates of directions) {
    for (let frequency = 1000; frequency <= 18000; frequency += 500) {
      const [output] = resample([tone(frequency, rates.fromRate, rates.fromRate * 2)], rates);
      const snr = snrDb(output!, frequency, rates.toRate);
      if (snr < worst.snr) worst = { snr, frequency };
    }
  }
  const { wrongLengths, differing, runs } = compareStreams();
  return {
    measured: `worst ${worst.snr.toFixed(1)} dB (${worst.frequency} Hz), ${wrongLengths} wrong lengths, ${differing} differing bits`,
    ok: worst.snr >= 140 && wrongLengths === 0 && differing === 0,
    note: `70 tones of full scale against the ideal tone; ${runs} random lengths, cuts and starts; ${measureSpeed()}`,
  };
}

function compareStreams(): { wrongLengths: number; differing: number; runs: number } {
  const random = createRandom(7);
  let [wrongLengths, differing] = [0, 0];
  const runs = 60;
  for (let run = 0; run < runs; run++) {
    const rates = directions[run % 2]!;
    const input = Float32Array.from({ length: random.integer(0, 100_000) }, () => random.normal());
    const whole = resample([input], rates)[0]!;
    if (whole.length !== Math.ceil((input.length * rates.toRate) / rates.fromRate)) wrongLengths++;
    differing += bitsDiffer(streamed(input, rates, { seed: run }), whole);
    const startSample = random.integer(0, whole.length);
    differing += bitsDiffer(streamed(input, rates, { seed: run, startSample }), whole.slice(startSample));
  }
  return { wrongLengths, differing, runs };
}

async function measureAliases(): Promise<Measurement> {
  const rates = directions[1]!;
  let worst = Number.NEGATIVE_INFINITY;
  for (let frequency = rates.toRate / 2; frequency < rates.fromRate / 2; frequency += 150) {
    const output = resample([tone(frequency, rates.fromRate, rates.fromRate)], rates)[0]!;
    const inner = output.subarray(edgeSamples, output.length - edgeSamples);
    worst = Math.max(worst, 10 * Math.log10((2 * inner.reduce((sum, x) => sum + x * x, 0)) / inner.length));
  }
  return {
    measured: `${worst.toFixed(1)} dB`,
    ok: worst <= -140,
    note: 'tones of 22.05 to 24 kHz, 48 → 44.1 kHz',
  };
}

/** Seconds of one channel per second of work on one thread. An absolute speed is the machine's as well, so it has no floor. */
function measureSpeed(): string {
  const seconds = 30;
  const speeds = directions.map((rates) => {
    const random = createRandom(1);
    const input = Float32Array.from({ length: rates.fromRate * seconds }, () => random.uniform() - 0.5);
    const times = Array.from({ length: 6 }, () => {
      const start = performance.now();
      resample([input, input], rates);
      return (performance.now() - start) / 1000;
    });
    // The first run warms up.
    const median = times.slice(1).sort((a, b) => a - b)[2]!;
    return `${((2 * seconds) / median).toFixed(0)}×`;
  });
  return `${speeds.join(' and ')} real time per channel`;
}

const figures: readonly Figure[] = [
  {
    what: 'resampling 44.1↔48 kHz, tones 1–18 kHz',
    floor: '≥ 140 dB SNR, exact length, streamed = whole bit for bit',
    measure: measureTones,
  },
  { what: 'resampling 48 → 44.1 kHz, what aliases', floor: '≤ −140 dB', measure: measureAliases },
];

export default figures;
