/** The formats that stems are written in: names, extensions, sample formats and bit rates, checked in one place. */

import type { EncodeOptions } from '../audio/index.ts';
import { ArgumentError, checkChoice, checkInteger } from '../util/index.ts';

/** A format that stems can be written in. `'opus'` is Opus in an Ogg file. */
export type OutputFormat = 'wav' | 'flac' | 'mp3' | 'opus' | 'm4a';

/** How stems are written. */
export interface OutputOptions {
  /** Default `'wav'`. */
  readonly format?: OutputFormat;
  /** For wav `'s16'` (default), `'s24'`, `'f32'`; for flac `'s16'` (default), `'s24'`. Lossy formats have none. */
  readonly sampleFormat?: 's16' | 's24' | 'f32';
  /** Bits per second of lossy formats. Default: mp3 320000, m4a 256000, opus 192000. */
  readonly bitrate?: number;
}

/** A checked {@link OutputOptions}. */
export interface OutputSettings {
  readonly format: OutputFormat;
  readonly extension: string;
  readonly encode: Pick<EncodeOptions, 'sampleFormat' | 'bitrate'>;
}

/** The names of {@link OutputFormat}. */
export const outputFormats: readonly OutputFormat[] = ['wav', 'flac', 'mp3', 'opus', 'm4a'];

/** What each format can be asked for; bit rates in bits per second, both ends included. */
const abilities: Readonly<
  Record<
    OutputFormat,
    { readonly sampleFormats: readonly string[]; readonly bitrates?: readonly [number, number] }
  >
> = {
  wav: { sampleFormats: ['s16', 's24', 'f32'] },
  flac: { sampleFormats: ['s16', 's24'] },
  mp3: { sampleFormats: [], bitrates: [8_000, 320_000] },
  opus: { sampleFormats: [], bitrates: [6_000, 510_000] },
  m4a: { sampleFormats: [], bitrates: [8_000, 512_000] },
};

/** Fills in the defaults. Throws ArgumentError for what a format cannot have. */
export function outputSettings({ format = 'wav', sampleFormat, bitrate }: OutputOptions): OutputSettings {
  checkChoice('format', format, outputFormats);
  const { sampleFormats, bitrates } = abilities[format];
  if (sampleFormat !== undefined && !sampleFormats.includes(sampleFormat)) {
    throw new ArgumentError({
      place: `format ${format}`,
      expected: sampleFormats.length === 0 ? 'no sample format' : `one of ${sampleFormats.join(', ')}`,
      got: sampleFormat,
      remedy: sampleFormat === 'f32' ? 'Use wav for float samples' : 'Leave it out, or use wav or flac',
    });
  }
  if (bitrate !== undefined) {
    if (bitrates === undefined) {
      throw new ArgumentError({
        place: `format ${format}`,
        expected: 'no bit rate, since it is lossless',
        got: `${bitrate} bit/s`,
        remedy: 'Leave it out, or choose mp3, opus or m4a',
      });
    }
    checkInteger(`bit rate of ${format}`, bitrate, { min: bitrates[0], max: bitrates[1] });
  }
  return {
    format,
    extension: format,
    encode: {
      ...(sampleFormats.length === 0 ? {} : { sampleFormat: sampleFormat ?? 's16' }),
      ...(bitrate === undefined ? {} : { bitrate }),
    },
  };
}

/** Bytes that one sample of one channel takes at most in a finished file: what disk space is planned with. */
export function bytesPerSample({ format, encode }: OutputSettings): number {
  // Lossy: 512 kbit/s on 44 100 Hz stereo is below one byte per sample and channel.
  if (format !== 'wav' && format !== 'flac') return 1;
  return { s16: 2, s24: 3, f32: 4 }[encode.sampleFormat ?? 's16'];
}
