/** A finished track as an entry of the manifest, its files hashed. */

import { stat } from 'node:fs/promises';
import type { TrackDone } from './batch-options.ts';
import { hashFile } from './content-hash.ts';
import { type ManifestOutput, type ManifestTrack, manifestPath } from './manifest.ts';
import type { TrackFacts } from './separate-track.ts';

/** What the batch knows of all its tracks. */
export interface ManifestContext {
  /** The manifest's path, which outputs are written relative to. */
  readonly path: string;
  readonly inputPath: string;
  readonly separator: ManifestTrack['separator'];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingsHash: string;
  readonly signal: AbortSignal | undefined;
}

/** The entry of a track that is done. */
export async function manifestTrack(
  done: TrackDone,
  { facts, context }: { readonly facts: TrackFacts; readonly context: ManifestContext },
): Promise<ManifestTrack> {
  const outputs: Record<string, ManifestOutput> = {};
  for (const [name, path] of Object.entries(done.outputs)) {
    outputs[name] = {
      path: manifestPath(context.path, path),
      bytes: (await stat(path)).size,
      sha256: await hashFile(path, context.signal),
    };
  }
  return {
    input: {
      path: context.inputPath,
      bytes: facts.identity?.bytes,
      sha256: facts.identity?.sha256,
      format: facts.info?.format,
      codec: facts.info?.codec,
      sampleRate: facts.inputRate,
      channelCount: facts.stream.channelCount,
    },
    separator: context.separator,
    settings: context.settings,
    settingsHash: context.settingsHash,
    sampleRate: done.sampleRate,
    channelCount: done.channelCount,
    lengthSamples: done.lengthSamples,
    gain: done.gain,
    peaks: done.peaks,
    notes: facts.stream.notes,
    timing: {
      finishedAt: new Date().toISOString(),
      seconds: done.seconds,
      speed: done.lengthSamples / done.sampleRate / done.seconds,
    },
    outputs,
  };
}
