/**
 * The manifest: a JSON file that says of every track what it was made from, with which settings, and what came out. A run
 * adds its tracks to the manifest that is there already, replacing its own earlier entries.
 */

import { readFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { FormatError } from '../util/index.ts';
import { writeJson } from './file-sink.ts';
import { hostError } from './host-error.ts';
import { packageVersion } from './package-version.ts';

/** One file that was written. */
export interface ManifestOutput {
  /** Relative to the manifest's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** One track. */
export interface ManifestTrack {
  readonly input: {
    readonly path: string;
    readonly bytes: number | undefined;
    readonly sha256: string | undefined;
    readonly format: string | undefined;
    readonly codec: string | undefined;
    readonly sampleRate: number;
    readonly channelCount: number;
  };
  readonly separator: { readonly name: string; readonly options: Readonly<Record<string, unknown>> };
  /** Every option that decides the result, as given. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Hash of the separator, its options, the settings and the tool's version: what `--skip-existing` compares. */
  readonly settingsHash: string;
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly lengthSamples: number;
  /** The gain that all stems share. */
  readonly gain: number;
  /** The largest absolute sample of each output before the gain. */
  readonly peaks: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
  readonly timing: {
    /** ISO 8601. */
    readonly finishedAt: string;
    readonly seconds: number;
    /** Seconds of sound per second of work; of the last run alone where a track was resumed. */
    readonly speed: number;
  };
  readonly outputs: Readonly<Record<string, ManifestOutput>>;
}

/** The whole file. */
export interface Manifest {
  readonly version: 1;
  readonly tool: { readonly name: 'auralflow'; readonly version: string };
  readonly tracks: readonly ManifestTrack[];
}

/** An open manifest. */
export interface ManifestFile {
  readonly path: string;
  /** The entry of the track whose outputs are exactly these absolute paths. */
  find(outputs: readonly string[]): ManifestTrack | undefined;
  /** Adds the track, in place of an earlier one with an output in common, and writes the file in one step. */
  add(track: ManifestTrack): Promise<void>;
}

/** Reads the manifest at `path`; a missing one is empty. Throws FormatError where the file is something else. */
export async function openManifest(path: string): Promise<ManifestFile> {
  let tracks = await readTracks(path);
  return {
    path,
    find(outputs) {
      const wanted = outputs.map((output) => manifestPath(path, output)).sort();
      return tracks.find((track) => {
        const found = pathsOf(track).sort();
        return found.length === wanted.length && found.every((name, i) => name === wanted[i]);
      });
    },
    async add(track) {
      const mine = new Set(pathsOf(track));
      tracks = [...tracks.filter((other) => !pathsOf(other).some((name) => mine.has(name))), track];
      const manifest: Manifest = {
        version: 1,
        tool: { name: 'auralflow', version: packageVersion() },
        tracks,
      };
      await writeJson(path, manifest);
    },
  };
}

/** An output's path as the manifest at `path` writes it. */
export function manifestPath(path: string, output: string): string {
  return relative(dirname(path), output).split(sep).join('/');
}

function pathsOf(track: ManifestTrack): string[] {
  return Object.values(track.outputs).map((output) => output.path);
}

async function readTracks(path: string): Promise<readonly ManifestTrack[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw hostError(path, 'a manifest that can be read', error);
  }
  try {
    const manifest = JSON.parse(text) as Partial<Manifest>;
    if (manifest.version === 1 && Array.isArray(manifest.tracks)) return manifest.tracks;
  } catch {
    // Reported below: not JSON is one of the ways not to be a manifest.
  }
  throw new FormatError({
    place: path,
    expected: 'a manifest of version 1',
    got: 'another file',
    remedy: 'Choose another path with --manifest, or move the file away',
  });
}
