/** Spools hold float samples bit for bit and can be cut back and continued. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { collectAudio } from '../audio/index.ts';
import { openSpool, readSpool } from './spool.ts';

const folder = mkdtempSync(join(tmpdir(), 'auralflow-'));
afterAll(() => rmSync(folder, { recursive: true }));
const shape = { sampleRate: 8000, channelCount: 2 };
const ramp = (from: number, length: number): Float32Array[] => [
  Float32Array.from({ length }, (_, n) => (from + n) / 7),
  Float32Array.from({ length }, (_, n) => -(from + n) / 3),
];

describe('a spool', () => {
  it('is cut back to what the journal knows and continued', async () => {
    const path = join(folder, '0.f32');
    const first = await openSpool(path, shape);
    await first.write(ramp(0, 100_000));
    await first.write(ramp(999, 50));
    await first.close();
    const second = await openSpool(path, { ...shape, keepSamples: 100_000 });
    expect(second.lengthSamples).toBe(100_000);
    await second.write(ramp(100_000, 7));
    await second.flush();
    await second.close();
    const audio = await collectAudio(readSpool(path, { ...shape, lengthSamples: 100_007 }));
    expect(audio.channels).toEqual(ramp(0, 100_007));
  });

  it('is never read as silence where it is cut short', async () => {
    const path = join(folder, 'cut.f32');
    const spool = await openSpool(path, shape);
    await spool.write(ramp(0, 10));
    await spool.close();
    await expect(collectAudio(readSpool(path, { ...shape, lengthSamples: 11 }))).rejects.toThrow(
      /a shorter one/,
    );
  });

  it('may hold nothing', async () => {
    const path = join(folder, 'empty.f32');
    await (await openSpool(path, shape)).close();
    expect((await collectAudio(readSpool(path, { ...shape, lengthSamples: 0 }))).channels).toEqual(
      ramp(0, 0),
    );
  });
});
