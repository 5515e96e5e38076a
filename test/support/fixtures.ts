/** The audio files under test/fixtures/audio: what was put into the encoder of each. Made by scripts/fixtures/audio.sh. */

import type { SignalShape } from './signal.ts';

/** One file. */
export interface Fixture extends SignalShape {
  readonly file: string;
  readonly format: string;
  readonly codec: string;
  /** Whether the samples come back as they were. */
  readonly lossless: boolean;
  /** Whether the file says where its sound begins and ends. */
  readonly gapless: boolean;
}

const stereo = { sampleRate: 44100, channelCount: 2, lengthSamples: 22051 };
const mono = { ...stereo, channelCount: 1 };
const opus = { ...stereo, sampleRate: 48000 };
const small = { ...stereo, lengthSamples: 4999 };
const surround = { ...stereo, channelCount: 6, lengthSamples: 9001 };
const lossless = { lossless: true, gapless: true };
const lossy = { lossless: false, gapless: true };
const open = { lossless: false, gapless: false };

/** All of them. */
export const fixtures: readonly Fixture[] = [
  { file: 'stereo-16.wav', format: 'wav', codec: 'pcm-s16', ...small, ...lossless },
  { file: 'mono-24.wav', format: 'wav', codec: 'pcm-s24', ...small, channelCount: 1, bits: 24, ...lossless },
  { file: 'stereo-16.flac', format: 'flac', codec: 'flac', ...small, ...lossless },
  { file: 'stereo-8.flac', format: 'flac', codec: 'flac', ...small, bits: 8, ...lossless },
  { file: 'mono-24.flac', format: 'flac', codec: 'flac', ...small, channelCount: 1, bits: 24, ...lossless },
  {
    file: 'eight-channels.flac',
    format: 'flac',
    codec: 'flac',
    ...small,
    channelCount: 8,
    lengthSamples: 1500,
    ...lossless,
  },
  { file: 'stereo-16-flac.ogg', format: 'ogg', codec: 'flac', ...small, ...lossless },
  { file: 'stereo-alac.m4a', format: 'm4a', codec: 'alac', ...small, ...lossless },
  { file: 'cbr.mp3', format: 'mp3', codec: 'mp3', ...stereo, ...lossy },
  { file: 'vbr-mono.mp3', format: 'mp3', codec: 'mp3', ...mono, ...lossy },
  { file: 'ffmpeg-48k-tags.mp3', format: 'mp3', codec: 'mp3', ...stereo, sampleRate: 48000, ...lossy },
  { file: 'mpeg2-22k.mp3', format: 'mp3', codec: 'mp3', ...stereo, sampleRate: 22050, ...lossy },
  { file: 'no-info-frame.mp3', format: 'mp3', codec: 'mp3', ...stereo, ...open },
  { file: 'layer-2.mp2', format: 'mp3', codec: 'mp2', ...mono, ...open },
  { file: 'stereo.ogg', format: 'ogg', codec: 'vorbis', ...stereo, ...lossy },
  { file: 'short.ogg', format: 'ogg', codec: 'vorbis', ...stereo, lengthSamples: 100, ...lossy },
  { file: 'surround.ogg', format: 'ogg', codec: 'vorbis', ...surround, ...lossy },
  { file: 'five-channels.ogg', format: 'ogg', codec: 'vorbis', ...surround, channelCount: 5, ...lossy },
  { file: 'stereo.opus', format: 'ogg', codec: 'opus', ...opus, ...lossy },
  { file: 'short.opus', format: 'ogg', codec: 'opus', ...opus, lengthSamples: 100, ...lossy },
  { file: 'surround.opus', format: 'ogg', codec: 'opus', ...surround, sampleRate: 48000, ...lossy },
  { file: 'stereo-tags.m4a', format: 'm4a', codec: 'aac', ...stereo, ...lossy },
  { file: 'mono.m4a', format: 'm4a', codec: 'aac', ...mono, ...lossy },
  { file: 'fragmented.mp4', format: 'm4a', codec: 'aac', ...stereo, ...open },
  { file: 'stereo.aac', format: 'aac', codec: 'aac', ...stereo, ...open },
  { file: 'stereo.webm', format: 'webm', codec: 'opus', ...opus, ...lossy },
  { file: 'stereo-flac.mka', format: 'webm', codec: 'flac', ...small, ...lossless },
];
