/** Decoding against ffmpeg and against what went into the encoders. Needs ffmpeg, lame and sox on the PATH. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Audio, collectAudio, encodeAudio, lengthSamples, openAudio } from '../../../src/audio/index.ts';
import { fileSource } from '../../../src/node/file-source.ts';
import { lagSamples } from '../../../test/support/lag.ts';
import { fixtureSignal } from '../../../test/support/signal.ts';
import type { Figure } from '../figure.ts';

/** ffmpeg's options, or `sox`'s with a leading `sox`, per kind of file. */
const losslessFiles: readonly (readonly [string, number, readonly string[]])[] = [
  ['u8.wav', 2, ['-c:a', 'pcm_u8']],
  ['s16.wav', 2, ['-c:a', 'pcm_s16le']],
  ['s24.wav', 2, ['-c:a', 'pcm_s24le']],
  ['s32.wav', 2, ['-c:a', 'pcm_s32le']],
  ['f32.wav', 2, ['-c:a', 'pcm_f32le']],
  ['f64.wav', 2, ['-c:a', 'pcm_f64le']],
  ['extensible-5.1.wav', 6, ['-c:a', 'pcm_s24le']],
  ['rf64.wav', 2, ['-c:a', 'pcm_s16le', '-rf64', 'always']],
  ['8.flac', 2, ['sox', '--no-dither', '-b', '8']],
  ['16.flac', 2, ['-c:a', 'flac', '-sample_fmt', 's16']],
  ['24.flac', 2, ['sox', '-b', '24']],
  ['mono.flac', 1, ['-c:a', 'flac', '-sample_fmt', 's16']],
  ['5.1.flac', 6, ['-c:a', 'flac', '-sample_fmt', 's16']],
  ['7.1-24.flac', 8, ['sox', '-b', '24']],
  ['small-blocks.flac', 2, ['-c:a', 'flac', '-frame_size', '500']],
];

const lossyFiles: readonly (readonly [string, number, readonly string[]])[] = [
  ['cbr.mp3', 44100, ['lame', '-b', '192']],
  ['vbr.mp3', 44100, ['lame', '-V', '2']],
  ['320.mp3', 48000, ['-b:a', '320k']],
  ['22k.mp3', 22050, ['lame', '-b', '64']],
  ['vorbis.ogg', 44100, ['-c:a', 'libvorbis']],
  ['opus.opus', 48000, ['-c:a', 'libopus']],
  ['aac.m4a', 44100, ['-c:a', 'aac']],
  ['aac48.m4a', 48000, ['-c:a', 'aac', '-b:a', '256k']],
];
const lossyLengths = [4410, 44100, 44101, 123457, 441013];

const figures: Figure[] = [
  {
    what: 'wav/flac decoded against ffmpeg',
    floor: 'every sample equal',
    measure: () =>
      inFolder(async (folder) => {
        let samples = 0;
        const wrong: string[] = [];
        for (const [name, channelCount, options] of losslessFiles) {
          const signal = fixtureSignal({ sampleRate: 44100, channelCount, lengthSamples: 200_003, bits: 24 });
          const file = await encodeTo(folder, name, options, signal);
          const decoded = await decodeFile(file);
          const peer = ffmpegSamples(file);
          const different = countDifferent(decoded, peer);
          samples += peer.length;
          if (different > 0) wrong.push(`${name}: ${different}`);
        }
        return {
          measured: `${wrong.length === 0 ? 'all' : 'not all'} of ${samples} samples in ${losslessFiles.length} files equal`,
          ok: wrong.length === 0,
          ...(wrong.length === 0 ? {} : { note: wrong.join(', ') }),
        };
      }),
  },
  {
    what: "mp3, ogg, opus, m4a: length against the encoder's input; lag",
    floor: 'exact; 0',
    measure: () =>
      inFolder(async (folder) => {
        const wrong: string[] = [];
        for (const [name, sampleRate, options] of lossyFiles) {
          for (const length of lossyLengths) {
            const signal = fixtureSignal({ sampleRate, channelCount: 2, lengthSamples: length });
            const file = await encodeTo(folder, `${length}-${name}`, options, signal);
            const decoded = await decodeFile(file);
            const lag = lagSamples(signal.channels[0]!, decoded.channels[0]!);
            if (lengthSamples(decoded) !== length)
              wrong.push(`${name}: ${lengthSamples(decoded)} for ${length}`);
            if (lag !== 0) wrong.push(`${name}: lag ${lag} at ${length}`);
          }
        }
        const count = lossyFiles.length * lossyLengths.length;
        return {
          measured: `${count - wrong.length} of ${count} files exact, lag 0`,
          ok: wrong.length === 0,
          note: wrong.length === 0 ? 'encoders: LAME, libvorbis, libopus, ffmpeg aac' : wrong.join(', '),
        };
      }),
  },
];

export default figures;

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'auralflow-decode-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function encodeTo(
  folder: string,
  name: string,
  options: readonly string[],
  signal: Audio,
): Promise<string> {
  const input = join(folder, 'input.wav');
  const output = join(folder, name);
  writeFileSync(input, await encodeAudio(signal, { sampleFormat: 'f32' }));
  if (options[0] === 'sox') run('sox', ['-V1', input, ...options.slice(1), output]);
  else if (options[0] === 'lame') run('lame', ['--quiet', ...options.slice(1), input, output]);
  else run('ffmpeg', ['-v', 'error', '-y', '-i', input, ...options, output]);
  return output;
}

function run(program: string, args: readonly string[]): Buffer {
  return execFileSync(program, args, { maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore'] });
}

async function decodeFile(path: string): Promise<Audio> {
  const reader = await openAudio(await fileSource(path));
  try {
    return await collectAudio(reader);
  } finally {
    await reader.close();
  }
}

/** Interleaved. */
function ffmpegSamples(path: string): Float32Array {
  const bytes = run('ffmpeg', ['-v', 'error', '-i', path, '-f', 'f32le', '-c:a', 'pcm_f32le', '-']);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function countDifferent({ channels }: Audio, interleaved: Float32Array): number {
  const length = channels[0]!.length;
  let different = Math.abs(length * channels.length - interleaved.length);
  for (const [c, channel] of channels.entries()) {
    for (let n = 0; n < length; n++) if (channel[n] !== interleaved[n * channels.length + c]) different++;
  }
  return different;
}
