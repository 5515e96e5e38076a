import { describe, expect, it } from 'vitest';
import { exactSignal } from '../../../test/support/exact-signal.ts';
import type { Audio } from '../../audio/index.ts';
import { checkSeparation } from './check-separation.ts';

const sampleRate = 8000;
const lengthSamples = 3 * sampleRate;

function audioOf(seed: number): Audio {
  const channels = [0, 1].map((c) => {
    const samples = exactSignal({ seed: 10 * seed + c, lengthSamples });
    // Fades at both ends, as whole songs have.
    return Float32Array.from(samples, (x, n) => x * Math.min(1, n / 2000, (lengthSamples - n) / 2000));
  });
  return { sampleRate, channels };
}

function combine(a: Audio, b: Audio, weight: number): Audio {
  return {
    sampleRate,
    channels: a.channels.map((channel, c) => channel.map((x, n) => x + weight * b.channels[c]![n]!)),
  };
}

function changed(audio: Audio, change: (left: Float32Array) => void): Audio {
  const channels = audio.channels.map((channel) => channel.slice());
  change(channels[0]!);
  return { sampleRate, channels };
}

const [vocals, drums] = [audioOf(1), audioOf(2)];
const mixture = combine(vocals, drums, 1);
const stems = (entries: Record<string, Audio>) => new Map(Object.entries(entries));
const kinds = (check: ReturnType<typeof checkSeparation>) => check.findings.map(({ kind }) => kind);

describe('checkSeparation', () => {
  it('has nothing to say about a clean separation', () => {
    const check = checkSeparation(mixture, stems({ vocals, drums }));
    expect(check.findings).toEqual([]);
    expect(check.residualDb).toBeLessThan(-120);
    expect(check.leakage.map(({ stem, other }) => `${stem} < ${other}`)).toEqual([
      'vocals < drums',
      'drums < vocals',
    ]);
    for (const { coherentDb } of check.leakage) expect(coherentDb).toBeLessThan(-15);
  });

  it('measures what is missing: the null test', () => {
    const half = checkSeparation(mixture, stems({ mixture: combine(mixture, mixture, -0.5) }));
    expect(half.residualDb).toBeCloseTo(20 * Math.log10(0.5), 5);
    expect(half.findings[0]).toMatchObject({ kind: 'residual', severity: 'notice' });
    expect(half.findings[0]!.words).toMatch(/do not add up to the mixture: .*−6.0 dB/);
    const whole = checkSeparation(mixture, stems({ mixture }));
    expect([whole.residualDb, whole.residualPeakDb, whole.leakage]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      [],
    ]);
    expect(checkSeparation(mixture, stems({ vocals }), { residualDb: 10 }).findings).toEqual([]);
  });

  it('hears one stem in another', () => {
    const leaky = combine(vocals, drums, 1);
    const check = checkSeparation(combine(leaky, drums, 1), stems({ vocals: leaky, drums }));
    expect(kinds(check)).toEqual(['leakage', 'leakage']);
    expect(check.findings[0]).toMatchObject({ stem: 'vocals', other: 'drums' });
    expect(check.findings[0]!.words).toMatch(/vocals has much in common with drums: \d\d % of its power/);
    // Half of the power is the other stem's; a copy has all of it.
    expect(check.leakage[0]!.coherentDb).toBeCloseTo(-3, 0);
    const copy = checkSeparation(mixture, stems({ a: vocals, b: combine(vocals, vocals, -0.5), c: drums }));
    expect(copy.leakage[0]!.coherentDb).toBeCloseTo(0, 1);
  });

  it('names silence, unless the mixture is silent too', () => {
    const nothing = combine(drums, drums, -1);
    const check = checkSeparation(mixture, stems({ vocals: mixture, drums: nothing }));
    expect(check.findings).toEqual([
      {
        kind: 'silent',
        severity: 'notice',
        stem: 'drums',
        valueDb: Number.NEGATIVE_INFINITY,
        words: 'drums is digital silence',
      },
    ]);
    expect(check.leakage[0]!.coherentDb).toBeNaN();
    expect(checkSeparation(nothing, stems({ drums: nothing })).findings).toEqual([]);
  });

  it('finds runs at full scale and samples beyond it', () => {
    const clipped = changed(vocals, (left) => left.fill(1, 4000, 4005).fill(-1, 6000, 6003));
    const loud = changed(drums, (left) => left.fill(1.5, 9000, 9002));
    const check = checkSeparation(combine(clipped, loud, 1), stems({ vocals: clipped, drums: loud }));
    expect(check.findings).toMatchObject([
      { kind: 'clipping', severity: 'problem', stem: 'vocals', channel: 0, atSeconds: 0.5, count: 2 },
      { kind: 'over-full-scale', severity: 'notice', stem: 'drums', count: 2 },
    ]);
    expect(check.findings[1]!.words).toMatch(/beyond full scale by 3.5 dB \(2 samples\)/);
    const touching = changed(vocals, (left) => left.fill(1, 4000, 4002));
    expect(kinds(checkSeparation(combine(touching, drums, 1), stems({ vocals: touching, drums })))).toEqual(
      [],
    );
  });

  it('finds clicks at the ends and at borders, and not those of the mixture', () => {
    const start = changed(vocals, (left) => left.fill(0.2, 0, 1));
    const rest = changed(drums, (left) => left.fill(-0.2, 0, 1));
    const check = checkSeparation(mixture, stems({ vocals: start, drums: rest }));
    expect(kinds(check)).toEqual(['click', 'click']);
    expect(check.findings[0]!.words).toMatch(/vocals clicks at its start where the mixture does not/);
    const step = changed(vocals, (left) => {
      for (let n = 12000; n < left.length - 3000; n++) left[n]! += 0.8;
    });
    const opposite = combine(mixture, step, -1);
    const cut = { vocals: step, drums: opposite };
    expect(kinds(checkSeparation(mixture, stems(cut))).filter((kind) => kind === 'click')).toEqual([]);
    const found = checkSeparation(mixture, stems(cut), { borderSamples: [8000, 12000] });
    expect(found.findings.filter(({ kind }) => kind === 'click')).toMatchObject([
      { stem: 'vocals', channel: 0, atSeconds: 1.5, count: 1 },
      { stem: 'drums', channel: 0, atSeconds: 1.5, count: 1 },
    ]);
    const both = { vocals: step, drums };
    const inBoth = checkSeparation(combine(step, drums, 1), stems(both), { borderSamples: [12000] });
    expect(kinds(inBoth)).not.toContain('click');
  });

  it('lets an excerpt out of sounding music begin and end abruptly', () => {
    const cut = (audio: Audio): Audio => ({
      sampleRate,
      channels: audio.channels.map((channel) => channel.slice(8123, 20321)),
    });
    expect(checkSeparation(cut(mixture), stems({ vocals: cut(vocals), drums: cut(drums) })).findings).toEqual(
      [],
    );
  });

  it('counts samples that are not finite and then says nothing else', () => {
    const broken = changed(vocals, (left) => left.fill(Number.NaN, 800, 803));
    const check = checkSeparation(mixture, stems({ vocals: broken, drums }));
    expect(check.residualDb).toBeNaN();
    expect(check.findings).toMatchObject([
      { kind: 'not-finite', severity: 'problem', stem: 'vocals', channel: 0, atSeconds: 0.1, count: 3 },
    ]);
  });

  it('refuses what is no separation of this mixture', () => {
    expect(() => checkSeparation(mixture, new Map())).toThrow(/at least one stem/);
    const slow = { ...vocals, sampleRate: 4000 };
    expect(() => checkSeparation(mixture, stems({ vocals: slow }))).toThrow(
      /stem vocals: expected 2 channels of 24000 samples at 8000 Hz.*4000 Hz/,
    );
    expect(() => checkSeparation(mixture, stems({ vocals }), { borderSamples: [1.5] })).toThrow(
      /borderSamples/,
    );
  });
});
