/** AudioSpecificConfig records as encoders write them. */

import { describe, expect, it } from 'vitest';
import { buildAacConfig, parseAacConfig } from './aac-config.ts';

describe('parseAacConfig', () => {
  it('knows AAC-LC, with and without the note that there is no extension', () => {
    const lc = { objectType: 2, sampleRate: 44100, channelCount: 2 };
    expect(parseAacConfig(Uint8Array.of(0x12, 0x10))).toEqual(lc);
    expect(parseAacConfig(Uint8Array.of(0x12, 0x10, 0x56, 0xe5, 0x00))).toEqual(lc);
  });

  it('knows HE-AAC however it is signalled', () => {
    const he = { objectType: 5, sampleRate: 44100, channelCount: 2 };
    // Type 5 first: core 22.05 kHz, extension 44.1 kHz.
    expect(parseAacConfig(Uint8Array.of(0x2b, 0x92, 0x08, 0x00))).toEqual(he);
    // AAC-LC at 22.05 kHz first, the extension behind.
    expect(parseAacConfig(Uint8Array.of(0x13, 0x90, 0x56, 0xe5, 0xa0))).toEqual(he);
  });

  it('refuses records without sense', () => {
    expect(parseAacConfig(new Uint8Array(0))).toBeUndefined();
    expect(parseAacConfig(Uint8Array.of(0x12))).toBeUndefined();
    expect(parseAacConfig(Uint8Array.of(0x16, 0x90))).toBeUndefined();
  });

  it('reads what buildAacConfig writes', () => {
    const record = buildAacConfig(48000, 1, 2)!;
    expect(parseAacConfig(record)).toEqual({ objectType: 2, sampleRate: 48000, channelCount: 1 });
    expect(buildAacConfig(12345, 1, 2)).toBeUndefined();
  });
});
