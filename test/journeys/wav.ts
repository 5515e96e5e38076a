/** Files of given samples: 32-bit float, so that anything can be in them, NaN too. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes `channels` as a WAVE file of 32-bit floats; 8000 Hz unless told otherwise. */
export function writeWav(
  path: string,
  {
    channels,
    sampleRate = 8000,
  }: { readonly channels: readonly Float32Array[]; readonly sampleRate?: number },
): void {
  const [count, length] = [channels.length, channels[0]!.length];
  const bytes = Buffer.alloc(44 + 4 * count * length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  // 3: IEEE float.
  bytes.writeUInt16LE(3, 20);
  bytes.writeUInt16LE(count, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(sampleRate * count * 4, 28);
  bytes.writeUInt16LE(count * 4, 32);
  bytes.writeUInt16LE(32, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(4 * count * length, 40);
  for (const [c, channel] of channels.entries())
    for (const [n, sample] of channel.entries()) bytes.writeFloatLE(sample, 44 + 4 * (n * count + c));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
