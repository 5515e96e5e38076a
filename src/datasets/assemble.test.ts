import { describe, expect, it } from 'vitest';
import type { Audio } from '../audio/index.ts';
import { assembleTrack } from './assemble.ts';

function audio(channels: readonly (readonly number[])[], sampleRate = 8000): Audio {
  return { sampleRate, channels: channels.map((samples) => Float32Array.from(samples)) };
}

describe('a track', () => {
  it('has the sum of its stems for a mixture where it has none, the shorter ones followed by silence', () => {
    const stems = new Map([
      ['vocals', audio([[1, 2, 3]])],
      ['drums', audio([[10]])],
    ]);
    const { mixture, stems: fitted, notes } = assembleTrack({ name: 'song', stems });
    expect([...mixture.channels[0]!]).toEqual([11, 2, 3]);
    expect([...fitted.get('drums')!.channels[0]!]).toEqual([10, 0, 0]);
    expect(notes).toEqual(['drums was 2 samples shorter: silence added', 'mixture: the sum of the stems']);
  });

  it('has the channels of its widest part and the length of its mixture', () => {
    const stems = new Map([['vocals', audio([[1, 2, 3]])]]);
    const { stems: fitted, notes } = assembleTrack({
      name: 'song',
      stems,
      mixture: audio([
        [1, 1],
        [2, 2],
      ]),
    });
    expect(fitted.get('vocals')!.channels.map((channel) => [...channel])).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(notes).toEqual(['vocals was mono: copied to 2 channels', 'vocals was 1 samples longer: cut']);
  });

  it.each([
    [{ stems: new Map() }, 'song: expected at least one stem'],
    [
      { stems: new Map([['vocals', audio([[1]], 44100)]]), mixture: audio([[1]]) },
      'song: vocals: expected 8000 Hz, the rate of the mixture',
    ],
    [
      { stems: new Map([['vocals', audio([[0, Number.NaN]])]]) },
      'song: vocals: expected finite samples, got NaN at sample 1',
    ],
    [
      {
        stems: new Map([
          ['vocals', audio([[1], [1], [1]])],
          ['drums', audio([[1], [1]])],
        ]),
      },
      'song: drums: expected 1 or 3 channels',
    ],
  ])('is refused by name where its parts do not fit: case %#', (parts, message) => {
    expect(() => assembleTrack({ name: 'song', ...parts })).toThrow(message);
  });
});
