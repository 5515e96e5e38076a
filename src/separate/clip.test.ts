/** One gain for all outputs of a track. */

import { describe, expect, it } from 'vitest';
import { weighingSeparator } from '../../test/support/separators.ts';
import { applyClip, createPeakMeter, sharedGain } from './clip.ts';
import { separateAudio } from './separate-audio.ts';

const loud = { sampleRate: 10, channels: [Float32Array.of(0.5, -1, 0.25)] };
const separator = weighingSeparator({ double: 2, half: 0.5 });

describe('sharedGain', () => {
  it('is 1 up to full scale, and leaves 1 % beyond it', () => {
    expect(sharedGain(1, 'rescale')).toBe(1);
    expect(sharedGain(2, 'rescale')).toBeCloseTo(1 / 2.02, 12);
    expect(sharedGain(2, 'clamp')).toBe(1);
    expect(sharedGain(2, 'none')).toBe(1);
  });
});

describe('separateAudio', () => {
  it('leaves samples alone and reports the peak', async () => {
    const { stems, peak, gain } = await separateAudio(loud, { separator });
    expect([peak, gain]).toEqual([2, 1]);
    expect([...stems.get('double')!.channels[0]!]).toEqual([1, -2, 0.5]);
  });

  it('rescales all outputs alike', async () => {
    const { stems, peak, gain } = await separateAudio(loud, { separator, clipMode: 'rescale' });
    expect([peak, gain]).toEqual([2, 1 / 2.02]);
    expect([...stems.get('half')!.channels[0]!]).toEqual(
      [0.25, -0.5, 0.125].map((x) => Math.fround(x / 2.02)),
    );
  });

  it('clamps single samples', async () => {
    const { stems } = await separateAudio(loud, { separator, clipMode: 'clamp' });
    expect([...stems.get('double')!.channels[0]!]).toEqual([1, -1, 0.5]);
  });

  it('knows its modes', async () => {
    const run = separateAudio(loud, { separator, clipMode: 'rescal' as 'rescale' });
    await expect(run).rejects.toThrow('Did you mean rescale?');
  });
});

describe('applyClip', () => {
  it('returns the same block where there is nothing to do', () => {
    expect(applyClip(loud.channels, { mode: 'none' })).toBe(loud.channels);
    expect(applyClip(loud.channels, { mode: 'rescale', gain: 1 })).toBe(loud.channels);
  });
});

describe('createPeakMeter', () => {
  it('goes on from known peaks', () => {
    const meter = createPeakMeter(new Map([['double', 1.5]]));
    expect(meter.peak).toBe(1.5);
    meter.push(new Map([['half', loud.channels]]));
    expect([...meter.peaks]).toEqual([
      ['double', 1.5],
      ['half', 1],
    ]);
  });
});
