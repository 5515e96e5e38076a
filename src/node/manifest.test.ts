/** Manifests: entries are added, found by their outputs, and replaced by later runs. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Manifest, type ManifestTrack, openManifest } from './manifest.ts';

const folder = mkdtempSync(join(tmpdir(), 'auralflow-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'stems/manifest.json');

const track = (gain: number, ...outputs: string[]): ManifestTrack => ({
  input: {
    path: '/song.wav',
    bytes: 1,
    sha256: 'a',
    format: 'wav',
    codec: 'pcm-s16',
    sampleRate: 44100,
    channelCount: 2,
  },
  separator: { name: 'hpss', options: {} },
  settings: {},
  settingsHash: 'b',
  sampleRate: 44100,
  channelCount: 2,
  lengthSamples: 1,
  gain,
  peaks: {},
  notes: [],
  timing: { finishedAt: '2026-01-01T00:00:00.000Z', seconds: 1, speed: 1 },
  outputs: Object.fromEntries(outputs.map((name) => [name, { path: name, bytes: 1, sha256: 'c' }])),
});

describe('openManifest', () => {
  it('keeps the tracks of earlier runs and replaces those made again', async () => {
    const first = await openManifest(path);
    await first.add(track(1, 'a/vocals.wav', 'a/other.wav'));
    await first.add(track(0.5, 'b/vocals.wav'));
    const second = await openManifest(path);
    await second.add(track(0.25, 'a/vocals.wav'));
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
    expect(manifest.tracks.map(({ gain }) => gain)).toEqual([0.5, 0.25]);
  });

  it('finds a track by all its outputs', async () => {
    const manifest = await openManifest(path);
    expect(manifest.find([join(folder, 'stems/b/vocals.wav')])?.gain).toBe(0.5);
    expect(
      manifest.find([join(folder, 'stems/b/vocals.wav'), join(folder, 'stems/b/x.wav')]),
    ).toBeUndefined();
    expect(manifest.find([])).toBeUndefined();
  });

  it('leaves a file that is something else alone', async () => {
    const other = join(folder, 'package.json');
    writeFileSync(other, '{"version":"1.0.0"}');
    await expect(openManifest(other)).rejects.toThrow(/expected a manifest of version 1, got another file/);
  });
});
