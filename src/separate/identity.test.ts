/** The engine adds nothing of its own: a separator that copies gives the mixture back bit for bit, however it is cut. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyingSeparator, noise, shortChunks } from '../../test/support/separators.ts';
import { separateAudio } from './separate-audio.ts';

/** Rates are low so that the half second of a shift does not dwarf the song. */
const sampleRate = 400;

describe('separateAudio with a copying separator', () => {
  it('gives the mixture back at any length, segment, overlap, shifts, context and channel count', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          lengthSamples: fc.integer({ min: 0, max: 3000 }),
          channelCount: fc.integer({ min: 1, max: 3 }),
          segmentSamples: fc.integer({ min: 1, max: 700 }),
          overlap: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.95, noNaN: true })),
          shifts: fc.integer({ min: 0, max: 3 }),
          seed: fc.integer(),
          alignSamples: fc.constantFrom(1, 16, 50),
          context: fc.integer({ min: 0, max: 300 }),
        }),
        async (x) => {
          const mixture = noise({ ...x, sampleRate });
          const chunking = shortChunks({
            alignSamples: x.alignSamples,
            beforeSamples: x.context,
            afterSamples: x.context >> 1,
          });
          const { stems } = await separateAudio(mixture, {
            separator: copyingSeparator({}, chunking),
            segmentSeconds: x.segmentSamples / sampleRate,
            overlap: Math.max(0, Math.min(x.overlap, 1 - x.alignSamples / x.segmentSamples)),
            shifts: x.shifts,
            seed: x.seed,
          });
          expectEqualBits(stems.get('copy')!.channels, mixture.channels);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps every bit of odd numbers: −0, denormals, the largest, beyond full scale', async () => {
    const odd = Float32Array.of(-0, 0, 1e-45, -1.1754943e-38, 3.4028235e38, -2, 1, 0.1, -0);
    for (const overlap of [0, 0.25, 0.75]) {
      for (const shifts of [0, 1, 3]) {
        const { stems } = await separateAudio(
          { sampleRate: 4, channels: [odd] },
          { separator: copyingSeparator(), segmentSeconds: 1, overlap, shifts },
        );
        expectEqualBits(stems.get('copy')!.channels, [odd]);
      }
    }
  });
});

function expectEqualBits(got: readonly Float32Array[], expected: readonly Float32Array[]): void {
  const bits = (channels: readonly Float32Array[]) => channels.map((x) => new Uint32Array(x.slice().buffer));
  expect(bits(got)).toEqual(bits(expected));
}
