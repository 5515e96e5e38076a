/**
 * What comes back from the files that we write: alignment, length and samples of the example song's stems, by our own decoders and
 * by ffmpeg as an independent judge.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Audio, bytesSource, decodeAudio, encodeAudio } from '../../../src/audio/index.ts';
import { resample } from '../../../src/dsp/index.ts';
import type { Figure, Measurement } from '../figure.ts';

const songFolder = fileURLToPath(new URL('../../../examples/song/', import.meta.url));
const stems = ['vocals', 'drums', 'bass', 'other'];
/** Cut so that no frame size divides the length. */
const oddLength = 600_011;

/** How a file came back. */
interface Judgement {
  readonly lag: number;
  readonly length: number;
}

async function loadStem(name: string): Promise<Audio> {
  const { sampleRate, channels } = await decodeAudio(bytesSource(readFileSync(`${songFolder}${name}.flac`)));
  return { sampleRate, channels: channels.map((channel) => channel.slice(0, oddLength)) };
}

/** ffmpeg's view of encoded bytes: all channels, and the length that it reads from the container. */
function judgeByFfmpeg(
  bytes: Uint8Array,
  { extension, channelCount }: { extension: string; channelCount: number },
): { channels: Float32Array[]; containerSamples: number } {
  const folder = mkdtempSync(join(tmpdir(), 'encode-figure-'));
  try {
    const path = join(folder, `stem.${extension}`);
    writeFileSync(path, bytes);
    const pcm = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:a', '-f', 'f32le', '-'], {
      maxBuffer: 2 ** 30,
    });
    const probe = ['-v', 'error', '-select_streams', 'a', '-show_entries', 'stream=duration_ts,time_base'];
    const told = execFileSync('ffprobe', [...probe, '-of', 'json', path], { encoding: 'utf8' });
    const interleaved = new Float32Array(new Uint8Array(pcm).buffer);
    const channels = Array.from({ length: channelCount }, (_, c) =>
      Float32Array.from(
        { length: interleaved.length / channelCount },
        (_, n) => interleaved[n * channelCount + c]!,
      ),
    );
    return { channels, containerSamples: JSON.parse(told).streams[0].duration_ts };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Samples by which `found` is late, within ±2400: where the squared difference from `wanted` is least, around its loudest part.
 * (The plain correlation of a bass note peaks a sample aside wherever the note is swelling.) Both are differenced first: libopus
 * takes out DC by a 3 Hz high-pass, whose phase advances the deepest notes by some samples though nothing else moves.
 */
function lagOf(wantedSamples: Float32Array, foundSamples: Float32Array): number {
  const wanted = difference(wantedSamples);
  const found = difference(foundSamples);
  const window = 16384;
  const start = loudestStart(wanted, window);
  let best = 0;
  let leastError = Number.POSITIVE_INFINITY;
  for (let lag = -2400; lag <= 2400; lag++) {
    let error = 0;
    for (let n = start; n < start + window; n++) error += (wanted[n]! - (found[n + lag] ?? 0)) ** 2;
    if (error < leastError) {
      leastError = error;
      best = lag;
    }
  }
  return best;
}

function difference(samples: Float32Array): Float32Array {
  return samples.map((x, n) => x - (samples[n - 1] ?? 0));
}

function loudestStart(samples: Float32Array, window: number): number {
  let best = 0;
  let bestEnergy = -1;
  for (let start = 0; start + window <= samples.length; start += window) {
    let energy = 0;
    for (let n = start; n < start + window; n++) energy += samples[n]! ** 2;
    if (energy > bestEnergy) {
      bestEnergy = energy;
      best = start;
    }
  }
  return best;
}

async function measureLossy(format: 'mp3' | 'm4a' | 'opus'): Promise<Measurement> {
  const ours: Judgement[] = [];
  const theirs: Judgement[] = [];
  let wantedLength = 0;
  let seconds = 0;
  let encodeSeconds = 0;
  let ffmpegTail = 0;
  for (const name of stems) {
    const stem = await loadStem(name);
    const begin = performance.now();
    const bytes = await encodeAudio(stem, { format });
    encodeSeconds += (performance.now() - begin) / 1000;
    seconds += stem.channels[0]!.length / stem.sampleRate;
    const wanted =
      format === 'opus'
        ? resample(stem.channels, { fromRate: stem.sampleRate, toRate: 48000 })
        : stem.channels;
    wantedLength = wanted[0]!.length;
    const back = await decodeAudio(bytesSource(bytes, `${name}.${format}`));
    for (const [c, channel] of back.channels.entries()) {
      ours.push({ lag: lagOf(wanted[c]!, channel), length: channel.length });
    }
    const judge = judgeByFfmpeg(bytes, { extension: format, channelCount: wanted.length });
    ffmpegTail = Math.max(ffmpegTail, judge.channels[0]!.length - wantedLength);
    // In MP4 files ffmpeg reads the exact length but, up to version 5 at least, decodes the last packet whole.
    const length = format === 'm4a' ? judge.containerSamples : judge.channels[0]!.length;
    for (const [c, channel] of judge.channels.entries()) {
      theirs.push({ lag: lagOf(wanted[c]!, channel), length });
    }
  }
  const isExact = ({ lag, length }: Judgement): boolean => lag === 0 && length === wantedLength;
  const sayLags = (judgements: readonly Judgement[]): string =>
    `lag ${[...new Set(judgements.map(({ lag }) => lag))].join(', ')}, length ${[
      ...new Set(judgements.map(({ length }) => length)),
    ].join(', ')}`;
  const tail = format === 'm4a' ? `; ffmpeg decodes ${ffmpegTail} samples of padding more` : '';
  return {
    measured: `ours ${sayLags(ours)}; ffmpeg ${sayLags(theirs)} (of ${wantedLength})`,
    ok: [...ours, ...theirs].every(isExact),
    note: `${stems.length} stereo stems, encoded at ${(seconds / encodeSeconds).toFixed(0)}× real time${tail}`,
  };
}

async function measureLossless(): Promise<Measurement> {
  let compared = 0;
  let wrong = 0;
  for (const name of stems) {
    const stem = await loadStem(name);
    for (const [format, sampleFormat] of [
      ['wav', 's16'],
      ['wav', 's24'],
      ['wav', 'f32'],
      ['flac', 's16'],
      ['flac', 's24'],
    ] as const) {
      const bytes = await encodeAudio(stem, { format, sampleFormat });
      const back = await decodeAudio(bytesSource(bytes, `${name}.${format}`));
      const judge = judgeByFfmpeg(bytes, { extension: format, channelCount: stem.channels.length });
      for (const [c, channel] of stem.channels.entries()) {
        for (const found of [back.channels[c]!, judge.channels[c]!]) {
          compared += channel.length;
          wrong += Math.abs(found.length - channel.length);
          for (let n = 0; n < channel.length; n++) if (found[n] !== channel[n]) wrong++;
        }
      }
    }
  }
  return {
    measured: `${wrong} of ${compared} samples differ`,
    ok: wrong === 0 && compared > 0,
    note: 'decoded by ours and by ffmpeg; wav s16, s24, f32, flac s16, s24',
  };
}

const figures: readonly Figure[] = [
  {
    what: 'mp3 stems encoded and decoded again',
    floor: 'lag 0, exact length',
    measure: () => measureLossy('mp3'),
  },
  {
    what: 'm4a stems encoded and decoded again',
    floor: 'lag 0, exact length',
    measure: () => measureLossy('m4a'),
  },
  {
    what: 'opus stems encoded and decoded again',
    floor: 'lag 0, exact length at 48 kHz',
    measure: () => measureLossy('opus'),
  },
  {
    what: 'wav and flac stems encoded and decoded again',
    floor: 'every sample equal',
    measure: measureLossless,
  },
];

export default figures;
