import { describe, expect, it } from 'vitest';
import { copyingSeparator } from '../../../test/support/separators.ts';
import type { Audio, Separator } from '../../audio/index.ts';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { createHpss } from '../median/hpss.ts';
import { createCenter } from '../panning/center.ts';
import { phaseMethods, phaseOptions, type RefinePhaseOptions, splitPhaseOptions } from './options.ts';
import { refinePhase } from './refine-phase.ts';

const sampleRate = 8000;
/** −120 dB of full scale. */
const inaudible = 1e-6;
const searches = phaseMethods.filter((phase) => phase !== 'mixture');

function song({ seconds = 1.5, channelCount = 2 } = {}): { tone: Audio; strokes: Audio; mixture: Audio } {
  const random = createRandom(5);
  const length = seconds * sampleRate;
  const audio = (make: (n: number, c: number) => number): Audio => ({
    sampleRate,
    channels: Array.from({ length: channelCount }, (_, c) =>
      Float32Array.from({ length }, (__, n) => make(n, c)),
    ),
  });
  const hits = Float32Array.from({ length }, (_, n) => (n % 2000 < 150 ? 0.4 * random.normal() : 0));
  const tone = audio(
    (n, c) => (c === 0 ? 0.3 : 0.1) * (Math.sin(0.2 * n) + Math.sin(0.5 * n) + Math.sin(0.9 * n)),
  );
  const strokes = audio((n, c) => (c === 0 ? 0.3 : 1) * hits[n]!);
  const channels = tone.channels.map((channel, c) => channel.map((x, n) => x + strokes.channels[c]![n]!));
  return { tone, strokes, mixture: { sampleRate, channels } };
}

/** SNR in dB. */
function quality(estimate: Audio, truth: Audio): number {
  let [signal, error] = [0, 0];
  truth.channels.forEach((channel, c) => {
    channel.forEach((x, n) => {
      signal += x * x;
      error += (x - estimate.channels[c]![n]!) ** 2;
    });
  });
  return 10 * Math.log10(signal / error);
}

async function gain(phase: RefinePhaseOptions['phase'], stem = 'percussive'): Promise<number> {
  const { tone, strokes, mixture } = song();
  const base = createHpss({ fftSize: 512 });
  const truth = stem === 'percussive' ? strokes : tone;
  const before = quality((await base.separate(mixture)).get(stem)!, truth);
  const refined = refinePhase(base, { phase, fftSize: 512 });
  return quality((await refined.separate(mixture)).get(stem)!, truth) - before;
}

describe('refinePhase', () => {
  it('makes stems that differ by their places better where it hears places', async () => {
    expect(await gain('wiener')).toBeGreaterThan(1);
    for (const phase of ['misi', 'consistent-wiener'] as const)
      expect(await gain(phase)).toBeGreaterThan(0.1);
  });

  it('is the separator itself with the phases of the mixture', () => {
    const base = createHpss();
    expect(refinePhase(base, { phase: 'mixture' })).toBe(base);
  });

  it('says what it keeps of the separator', () => {
    const base = createCenter();
    for (const phase of searches) {
      const { name, stems, channelCounts, sumsToMixture } = refinePhase(base, { phase });
      expect({ name, stems, channelCounts }).toEqual({
        name: base.name,
        stems: base.stems,
        channelCounts: base.channelCounts,
      });
      expect(sumsToMixture).toBe(!phase.includes('griffin-lim'));
      expect(refinePhase(createHpss({ margin: 2 }), { phase }).sumsToMixture).toBe(false);
    }
  });

  it('cross-fades long segments, within what the separator takes; sees whole what it sees whole', () => {
    const options = { phase: 'misi', fftSize: 1024 } as const;
    const chunking = refinePhase(createHpss({ fftSize: 512 }), options).chunking(44100);
    if (chunking === 'song') throw new Error('expected chunks');
    expect(chunking).toMatchObject({ exact: false, overlap: 0.1 });
    expect(chunking.segmentSamples).toBeGreaterThanOrEqual(20 * 44100);
    const short: Separator = {
      ...copyingSeparator(),
      chunking: () => ({
        ...(copyingSeparator().chunking(1) as Exclude<ReturnType<Separator['chunking']>, 'song'>),
        maxSegmentSamples: 3000,
      }),
    };
    expect(refinePhase(short, options).chunking(44100)).toMatchObject({
      segmentSamples: 1000,
      beforeSamples: 0,
    });
    const whole: Separator = { ...copyingSeparator(), chunking: () => 'song' };
    expect(refinePhase(whole, options).chunking(44100)).toBe('song');
  });

  it.each(searches)('keeps what a separator leaves out as one more source: %s', async (phase) => {
    const { mixture } = song();
    const base = createHpss({ fftSize: 512, margin: 3 });
    const stems = await refinePhase(base, { phase, iterations: 2 }).separate(mixture);
    expect([...stems.keys()]).toEqual(['harmonic', 'percussive']);
    const given = await base.separate(mixture);
    // Nothing of the rest is given to the stems: they are as loud as they were, to 3 dB.
    for (const [name, stem] of stems) expect(level(stem) - level(given.get(name)!)).toBeLessThan(3);
  });

  it.each(searches)('keeps a silent stem silent, and takes mono: %s', async (phase) => {
    const { mixture } = song({ channelCount: 1 });
    const base: Separator = {
      ...copyingSeparator(),
      stems: ['all', 'nothing'],
      separate: async (chunk) =>
        new Map([
          ['all', chunk],
          ['nothing', { sampleRate, channels: chunk.channels.map((x) => new Float32Array(x.length)) }],
        ]),
    };
    const stems = await refinePhase(base, { phase, iterations: 3 }).separate(mixture);
    expect(quality(stems.get('all')!, mixture)).toBeGreaterThan(70);
    expect(level(stems.get('nothing')!)).toBeLessThan(-80);
  });

  it('stops between two rounds', async () => {
    const abort = new AbortController();
    const slow: Separator = {
      ...copyingSeparator(),
      separate: async (chunk) => {
        abort.abort(new Error('enough'));
        return new Map([['copy', chunk]]);
      },
    };
    for (const phase of searches) {
      const separator = refinePhase(slow, { phase, iterations: 10_000 });
      await expect(separator.separate(song().mixture, { signal: abort.signal })).rejects.toThrow('enough');
    }
  });

  it.each<[object, RegExp]>([
    [{ phase: 'mizi' }, /Did you mean misi/],
    [{ phase: 'misi', iterations: -1 }, /phase.iterations/],
    [{ phase: 'misi', fftSize: 8 }, /phase.fftSize/],
    [{ phase: 'misi', fftSize: 512, hopSize: 300 }, /phase.hopSize: expected.*256/],
    [{ phase: 'consistent-wiener', consistency: -1 }, /phase.consistency/],
    [{ phase: 'misi', iteration: 3 }, /Did you mean iterations/],
  ])('refuses %j', (options, message) => {
    const refine = () => refinePhase(createHpss(), options as RefinePhaseOptions);
    expect(refine).toThrow(ArgumentError);
    expect(refine).toThrow(message);
  });
});

describe('splitPhaseOptions', () => {
  it('tells the options of the phase from those of the separator', () => {
    expect(splitPhaseOptions({ kernel: 3 })).toEqual({ own: { kernel: 3 }, phase: undefined });
    const given = {
      kernel: 3,
      phase: 'misi',
      phaseIterations: 2,
      phaseFftSize: 512,
      phaseHopSize: undefined,
    };
    expect(splitPhaseOptions(given)).toEqual({
      own: { kernel: 3 },
      phase: { phase: 'misi', iterations: 2, fftSize: 512 },
    });
    expect(phaseOptions.every(({ name }) => name.startsWith('phase'))).toBe(true);
  });
});

/** In dB of full scale. */
function level({ channels }: Audio): number {
  let [sum, count] = [0, 0];
  for (const channel of channels) {
    for (const x of channel) sum += x * x;
    count += channel.length;
  }
  return 10 * Math.log10(Math.max(sum / count, inaudible ** 4));
}
