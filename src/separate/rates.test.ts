/** A separator with a rate of its own: what is delivered, how long it is, and what it leaves untouched. */

import { describe, expect, it } from 'vitest';
import { copyingSeparator, noise, weighingSeparator } from '../../test/support/separators.ts';
import type { Audio } from '../audio/index.ts';
import { resample } from '../dsp/index.ts';
import { separateAudio } from './separate-audio.ts';

const telephone = { sampleRate: 8000, channelCounts: [2] };
const song = noise({ lengthSamples: 44101, channelCount: 1 });

describe('a separator that runs at 8 kHz', () => {
  it('delivers its rate, and the mixture as it was resampled', async () => {
    const separator = copyingSeparator(telephone);
    const { stems, sampleRate, notes } = await separateAudio(song, { separator, overlap: 0.25 });
    expect(sampleRate).toBe(8000);
    expect(stems.get('copy')!.channels).toEqual(resample(song.channels, { fromRate: 44100, toRate: 8000 }));
    expect(notes[0]).toContain('8000 Hz');
  });

  it('delivers the input’s rate, length and channels when the rate is kept', async () => {
    const separator = copyingSeparator(telephone);
    for (const lengthSamples of [0, 1, 5, 6, 44099, 44100]) {
      const mixture = noise({ lengthSamples, channelCount: 1 });
      const { stems, sampleRate } = await separateAudio(mixture, { separator, keepRate: true });
      expect(sampleRate).toBe(44100);
      expect(stems.get('copy')!.channels[0]!.length).toBe(lengthSamples);
    }
  });

  it('takes the stem from the untouched input when the rate is kept', async () => {
    const tone = sine({ frequency: 1000, lengthSamples: 44100 });
    const hiss = sine({ frequency: 15000, lengthSamples: 44100 });
    const mixture: Audio = {
      sampleRate: 44100,
      channels: [tone.channels[0]!.map((x, n) => x + hiss.channels[0]![n]!)],
    };
    const separator = weighingSeparator({ vocals: 1, other: 0 }, telephone);
    const { stems, plan } = await separateAudio(mixture, {
      separator,
      keepRate: true,
      twoStems: 'vocals',
      otherMethod: 'minus',
    });
    expect([...stems.keys()]).toEqual(['vocals', 'minus_vocals']);
    expect(plan.computedStems).toEqual(['vocals']);
    // What 8 kHz cannot hold stays in the rest, the tone below goes: away from the ends, where both rates ring.
    const rest = stems.get('minus_vocals')!.channels[0]!.subarray(4410, -4410);
    const expected = hiss.channels[0]!.subarray(4410, -4410);
    expect(Math.max(...rest.map((x, n) => Math.abs(x - expected[n]!)))).toBeLessThan(1e-6);
    const sum = stems
      .get('vocals')!
      .channels[0]!.map((x, n) => x + stems.get('minus_vocals')!.channels[0]![n]!);
    expect(Math.max(...sum.map((x, n) => Math.abs(x - mixture.channels[0]![n]!)))).toBeLessThan(2e-7);
  });

  it('is no matter of rates where the input has its rate already', async () => {
    const mixture = noise({ lengthSamples: 3000, sampleRate: 8000 });
    const separator = copyingSeparator(telephone);
    const { stems, notes } = await separateAudio(mixture, { separator, keepRate: true });
    expect(stems.get('copy')).toEqual(mixture);
    expect(notes).toEqual([]);
  });
});

function sine({ frequency, lengthSamples }: { frequency: number; lengthSamples: number }): Audio {
  const channel = Float32Array.from(
    { length: lengthSamples },
    (_, n) => 0.4 * Math.sin((2 * Math.PI * frequency * n) / 44100),
  );
  return { sampleRate: 44100, channels: [channel] };
}
