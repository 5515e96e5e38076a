/** From the words of `auralflow separate` to the options of the library, each checked for its form. */

import { statSync } from 'node:fs';
import {
  type OutputFormat,
  outputFormats,
  type PcmFormat,
  type PcmShape,
  pcmFormats,
  type SeparateFilesOptions,
} from '../node/index.ts';
import { ArgumentError, checkChoice } from '../util/index.ts';
import { parseDuration, parseKeyValues, parseList, parseNumber, parseSize } from './parse.ts';
import { phaseWords } from './phase-words.ts';
import type { SeparateWords } from './separate-words.ts';

/** What a call of `auralflow separate` asks for. */
export interface SeparateRequest {
  readonly inputs: readonly string[];
  readonly options: SeparateFilesOptions;
  /** Raw samples in standard input. */
  readonly pcmInput: PcmShape | undefined;
  /** What goes to standard output instead of files: `-o -`. Never rescaled: a stream's peak is known at its end. */
  readonly stdout: { readonly format: PcmFormat; readonly header: boolean } | undefined;
}

/** Checks and translates. Throws ArgumentError that names the option. */
export function separateRequest(
  inputs: readonly string[],
  given: SeparateWords,
  { isModel = false }: { readonly isModel?: boolean } = {},
): SeparateRequest {
  const { words, swallowed } = giveBack(given);
  if (inputs.length + swallowed.length === 0) {
    throw together('auralflow separate', 'no input', 'audio files, folders or -');
  }
  // Which devices there are for a model, its engine says.
  if (!isModel) checkChoice('--device', words.device, ['auto', 'cpu']);
  const output = outputOptions(words);
  const pcmInput = pcmOptions(words, [...inputs, ...swallowed]);
  const separatorOptions = parseKeyValues('--option', words.option);
  return {
    inputs: [...inputs, ...swallowed],
    pcmInput,
    stdout: words.out === '-' ? stdoutOptions(words, output) : undefined,
    options: defined({
      ...output,
      ...stemOptions(words),
      separator: words.name,
      separatorOptions,
      ...phaseWords(words, separatorOptions, { isModel }),
      out: words.out,
      filename: words.filename,
      clipMode: checkChoice('--clip-mode', words.clipMode, ['rescale', 'clamp', 'none']),
      keepRate: words.keepRate,
      startSeconds: ifGiven(words.start, (text) => parseDuration('--start', text)),
      durationSeconds: ifGiven(words.duration, (text) => parseDuration('--duration', text)),
      segmentSeconds: ifGiven(words.segment, (text) => parseDuration('--segment', text)),
      overlap: ifGiven(words.overlap, (text) => parseNumber('--overlap', text, { min: 0, max: 0.99 })),
      shifts: ifGiven(words.shifts, (text) =>
        parseNumber('--shifts', text, { min: 0, max: 1000, integer: true }),
      ),
      seed: ifGiven(words.seed, (text) => parseNumber('--seed', text, { integer: true })),
      jobs: ifGiven(words.jobs, (text) => parseNumber('--jobs', text, { min: 1, max: 256, integer: true })),
      maxMemoryBytes: ifGiven(words.maxMemory, (text) => parseSize('--max-memory', text)),
      skipExisting: words.skipExisting,
      resume: words.resume,
      manifest: words.manifest,
    }) as SeparateFilesOptions,
  };
}

/**
 * Options with an optional value take the next word, though it may be an input: `--manifest song.mp3`. A word that
 * cannot be their value is given back.
 */
function giveBack(given: SeparateWords): {
  readonly words: SeparateWords;
  readonly swallowed: readonly string[];
} {
  const swallowed: string[] = [];
  let words = given;
  const { manifest, consistent } = given;
  if (typeof manifest === 'string' && !/\.json$/i.test(manifest)) {
    swallowed.push(manifest);
    words = { ...words, manifest: true };
  }
  if (typeof consistent === 'string' && !['equal', 'energy'].includes(consistent) && exists(consistent)) {
    swallowed.push(consistent);
    words = { ...words, consistent: 'energy' };
  }
  return { words, swallowed };
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function stemOptions(words: SeparateWords): Record<string, unknown> {
  if (words.stems !== undefined && words.twoStems !== undefined) {
    throw new ArgumentError({
      place: '--two-stems',
      expected: 'no --stems beside it',
      got: 'both',
      remedy: 'Leave one of them out',
    });
  }
  return {
    stems: ifGiven(words.stems, (text) => parseList('--stems', text)),
    twoStems: words.twoStems,
    otherMethod:
      words.twoStems === undefined
        ? undefined
        : checkChoice('--other-method', words.otherMethod, ['add', 'minus', 'none']),
    residual: words.residual,
    consistent: ifGiven(words.consistent, (how) =>
      checkChoice('--consistent', how === true ? 'energy' : how, ['equal', 'energy']),
    ),
    mixes: words.mix.length === 0 ? undefined : words.mix,
  };
}

function outputOptions(
  words: SeparateWords,
): Pick<SeparateFilesOptions, 'format' | 'sampleFormat' | 'bitrate'> {
  const formats = new Set<string>([
    ...(words.format === undefined ? [] : [words.format]),
    ...(words.mp3 ? ['mp3'] : []),
    ...(words.flac ? ['flac'] : []),
  ]);
  if (formats.size > 1) throw together('--format', [...formats].join(' and '), 'one format');
  if (words.int24 && words.float32)
    throw together('--float32', '--int24 and --float32', 'one kind of sample');
  const format: OutputFormat = checkChoice('--format', [...formats][0] ?? 'wav', outputFormats);
  if (words.mp3Bitrate !== undefined && format !== 'mp3') {
    throw together('--mp3-bitrate', `the format ${format}`, 'mp3 as the format');
  }
  const [option, kbps] =
    words.mp3Bitrate === undefined ? ['--bitrate', words.bitrate] : ['--mp3-bitrate', words.mp3Bitrate];
  const bitrate = ifGiven(kbps, (text) => parseNumber(option, text, { min: 6, max: 512 }) * 1000);
  const sampleFormat = words.float32 ? 'f32' : words.int24 ? 's24' : undefined;
  return { format, sampleFormat, bitrate } as Pick<
    SeparateFilesOptions,
    'format' | 'sampleFormat' | 'bitrate'
  >;
}

function pcmOptions(words: SeparateWords, inputs: readonly string[]): PcmShape | undefined {
  const isInput = inputs.includes('-');
  const isRaw = words.rate !== undefined || words.channels !== undefined || words.pcm !== undefined;
  if (!isInput) {
    if (words.rate === undefined && words.channels === undefined) return undefined;
    throw together(
      '--rate, --channels',
      `inputs ${inputs.join(', ')}`,
      'the input - (files say it themselves)',
    );
  }
  if (!isRaw) return undefined;
  if (words.rate === undefined || words.pcm === undefined) {
    throw together('input -', 'a part of it', '--pcm, --rate and --channels for raw samples');
  }
  return {
    format: checkChoice('--pcm', words.pcm, pcmFormats),
    sampleRate: parseNumber('--rate', words.rate, { min: 1, max: 768_000 }),
    channelCount: parseNumber('--channels', words.channels ?? '2', { min: 1, max: 64, integer: true }),
  };
}

function stdoutOptions(
  words: SeparateWords,
  output: Pick<SeparateFilesOptions, 'format' | 'sampleFormat'>,
): SeparateRequest['stdout'] {
  if (words.json) throw together('--out -', '--json', 'standard output for the sound alone');
  if (words.format === undefined && !words.mp3 && !words.flac) {
    return { format: checkChoice('--pcm', words.pcm ?? 'f32le', pcmFormats), header: false };
  }
  if (output.format !== 'wav')
    throw together('--out -', `the format ${output.format}`, 'raw samples or --format wav');
  const formats = { s16: 's16le', s24: 's24le', f32: 'f32le' } as const;
  return { format: formats[output.sampleFormat ?? 's16'], header: true };
}

function together(place: string, got: string, expected: string): ArgumentError {
  return new ArgumentError({
    place,
    expected,
    got,
    remedy: 'Run auralflow separate --help for all options',
  });
}

function ifGiven<T, U>(value: T | undefined, translate: (value: T) => U): U | undefined {
  return value === undefined ? undefined : translate(value);
}

/** Without the keys whose value is `undefined`. */
function defined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
