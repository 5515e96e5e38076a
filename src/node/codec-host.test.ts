/** A machine without ffmpeg: a clear error, and nothing else. */

import { expect, it } from 'vitest';
import { bytesSource, openAudio } from '../audio/index.ts';
import { nodeCodecHost } from './codec-host.ts';

it('says what to do where ffmpeg is missing', async () => {
  const path = process.env.PATH;
  process.env.PATH = '';
  try {
    const source = bytesSource(new TextEncoder().encode('FORM....AIFF'), 'song.aiff');
    await expect(openAudio(source, { host: nodeCodecHost() })).rejects.toThrow(
      /song\.aiff: expected an audio file .* Install ffmpeg/,
    );
  } finally {
    process.env.PATH = path;
  }
});
