import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../util/index.ts';
import { createIdentity } from './identity.ts';

describe('identity', () => {
  it('gives back every bit, also of what is no sound', async () => {
    const bits = Uint32Array.of(0x7fc01234, 0xff800000, 0x00000001, 0x80000000, 0x3f800000);
    const channel = new Float32Array(bits.buffer);
    const stems = await createIdentity().separate({ sampleRate: 8000, channels: [channel] });
    const copy = stems.get('mixture')!.channels[0]!;
    expect(new Uint32Array(copy.buffer)).toEqual(bits);
    expect(copy.buffer).not.toBe(channel.buffer);
  });

  it('takes no options', () => {
    expect(() => createIdentity({ power: 2 })).toThrow(ArgumentError);
  });
});
