import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../util/index.ts';
import { createModel } from './model.ts';
import { frameCount } from './transform.ts';

describe('frame counts', () => {
  it('are those of the original', () => {
    expect(frameCount(3 * 44100, 512)).toBe(260);
    expect(frameCount(2 * 44100, 512)).toBe(174);
    expect(frameCount(3 * 44100, 1024)).toBe(131);
  });

  it('add nothing to a length of whole hops', () => {
    expect(frameCount(1024, 512)).toBe(3);
    expect(frameCount(1025, 512)).toBe(4);
    expect(frameCount(1023, 512)).toBe(3);
  });
});

describe('createModel', () => {
  it('states what its network sees', () => {
    expect(createModel({ network: 'SpectrogramNetSimple' }).shape).toEqual({
      channels: 1,
      targets: ['vocals'],
      bins: 513,
      frames: 260,
      samples: 132300,
    });
  });

  it('refuses what does not go together, by name', () => {
    const make = (options: object) => () => createModel({ network: 'SpectrogramNetSimple', ...options });
    expect(make({ network: 'SpectrogramNetSimpel' })).toThrow(/Did you mean SpectrogramNetSimple/);
    expect(make({ hopSize: 768 })).toThrow(/hopSize: expected at most half the window/);
    expect(make({ windowSize: 2048 })).toThrow(/windowSize/);
    expect(make({ targets: [] })).toThrow(/targets/);
    expect(make({ targets: ['a', 'a'] })).toThrow(/targets/);
    expect(make({ channels: 3 })).toThrow(/channels/);
    expect(make({ sampleLengthSeconds: 0.001 })).toThrow(/sampleLengthSeconds/);
    expect(make({ sampleLengthSeconds: 0.1 })).toThrow(/SpectrogramNetSimple.levels/);
    expect(make({ settings: { dropout: 0.1 } })).toThrow(ArgumentError);
  });
});
