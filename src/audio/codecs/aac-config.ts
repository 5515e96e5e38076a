/** The AudioSpecificConfig of AAC (ISO/IEC 14496-3, 1.6.2.1): what kind of AAC it is, at which rate. */

/** What the configuration record says. */
export interface AacConfig {
  /** 2: AAC-LC. 5 and 29: HE-AAC, of which half the sound is in an extension. */
  readonly objectType: number;
  /** Of the decoded sound, extension included. */
  readonly sampleRate: number;
  /** 0 where the stream itself describes its channels. */
  readonly channelCount: number;
}

const rates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
/** Channels by channel configuration. */
const channelCounts = [0, 1, 2, 3, 4, 5, 6, 8];

/** Reads the record, or gives `undefined` where it makes no sense. */
export function parseAacConfig(record: Uint8Array): AacConfig | undefined {
  let at = 0;
  function bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, at++)
      value = (value << 1) | (((record[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  }
  function rate(): number {
    const index = bits(4);
    return index === 15 ? bits(24) : (rates[index] ?? 0);
  }
  function type(): number {
    const value = bits(5);
    return value === 31 ? 32 + bits(6) : value;
  }
  const objectType = type();
  const coreRate = rate();
  const channelCount = channelCounts[bits(4)];
  if (record.length < 2 || coreRate === 0 || channelCount === undefined) return undefined;
  if (objectType === 5 || objectType === 29) {
    const sampleRate = rate();
    // Parametric stereo makes two channels of one.
    const count = objectType === 29 ? 2 : channelCount;
    return sampleRate === 0 ? undefined : { objectType, sampleRate, channelCount: count };
  }
  if (objectType === 2) {
    // HE-AAC that old decoders take for AAC-LC says so only behind the common part, after a mark.
    bits(1);
    if (bits(1) === 1) bits(14);
    bits(1);
    const isExtended = bits(11) === 0x2b7 && type() === 5 && bits(1) === 1;
    const sampleRate = isExtended ? rate() : coreRate;
    if (isExtended && sampleRate !== 0) return { objectType: 5, sampleRate, channelCount };
  }
  return { objectType, sampleRate: coreRate, channelCount };
}

/** The record of a stream that carries none (ADTS); `undefined` for rates and channel counts that it cannot express. */
export function buildAacConfig(
  sampleRate: number,
  channelCount: number,
  objectType: number,
): Uint8Array | undefined {
  const rateIndex = rates.indexOf(sampleRate);
  const channelConfiguration = channelCounts.indexOf(channelCount);
  if (rateIndex < 0 || channelConfiguration < 1) return undefined;
  return Uint8Array.of(
    (objectType << 3) | (rateIndex >> 1),
    ((rateIndex & 1) << 7) | (channelConfiguration << 3),
  );
}
