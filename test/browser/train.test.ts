/** A model is trained in a page from files that were dropped on it: with Node's losses, Node's checkpoints, and gone on with bit for bit. */

import {
  configTemplate,
  configuredModel,
  createEngine,
  createModelSeparator,
  decodeRun,
  decodeSafetensors,
  droppedFiles,
  type Engine,
  editConfig,
  fileHandleSink,
  openFileTracks,
  type PlacedFile,
  separate,
  type TrainingTracks,
  trainModel,
} from 'auralflow';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';

/** Bytes as text. */
interface EncodedFile {
  readonly path: string;
  readonly base64: string;
}

/** What Node says of its training: see test/support/train-in-node.ts. */
interface NodeTraining {
  readonly songs: readonly EncodedFile[];
  readonly checkpoints: readonly EncodedFile[];
}

const changes = {
  ...{ levels: 1, hidden_channels: 2, sample_rate: 8000, sample_length: 0.2 },
  ...{ num_fft: 128, window_size: 128, hop_length: 64 },
  ...{ batch_size: 2, max_num_samples: 16, max_num_val_samples: 8, max_epochs: 3, seed: 3 },
};
const config = editConfig(configTemplate('SpectrogramNetSimple', { name: 'tiny' }), changes);

let engine: Engine;
let files: readonly PlacedFile[];
let inNode: NodeTraining;
/** The last checkpoint of a run that nothing interrupted. */
let whole: Uint8Array | undefined;

beforeAll(async () => {
  inNode = JSON.parse(await commands.trainInNode('SpectrogramNetSimple', changes)) as NodeTraining;
  files = inNode.songs.map(({ path, base64 }) => ({ path, blob: new Blob([bytesOf(base64)]) }));
  engine = await createEngine({ device: 'wasm', threads: 1, wasmPaths: { wasm: wasmUrl } });
}, 60_000);
afterAll(() => engine.dispose());

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function nodeCheckpoint(name: string): Uint8Array<ArrayBuffer> {
  return bytesOf(inNode.checkpoints.find(({ path }) => path === `checkpoint/${name}.safetensors`)!.base64);
}

/** Every loss of a run, training and validation, epoch after epoch. */
function lossesIn(bytes: Uint8Array): readonly number[] {
  const { history } = decodeRun(bytes).state.position;
  return history.flatMap(({ trainLoss, validation }) => [trainLoss, validation!.loss, validation!.siSdr!]);
}

/** Trains, and keeps the last of each checkpoint. */
async function train(options: Parameters<typeof trainModel>[2] = {}) {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  const result = await trainModel(config, files, {
    engine,
    onCheckpoint: (name, bytes) => void kept.set(name, bytes),
    ...options,
  }).catch((error: unknown) => error as Error);
  return { result, kept };
}

describe('training in a page', () => {
  it('has the losses and the weights of Node', async () => {
    let tracks: TrainingTracks | undefined;
    const { result, kept } = await train({ onTracks: (found) => (tracks = found) });
    expect(result).not.toBeInstanceOf(Error);
    expect(tracks).toMatchObject({
      train: ['song-0', 'song-1', 'song-2'],
      validation: ['song-0'],
      durationSeconds: 6,
    });
    const wanted = lossesIn(nodeCheckpoint('latest'));
    whole = kept.get('latest')!;
    const losses = lossesIn(whole);
    expect(losses).toHaveLength(9);
    const differences = losses.map(
      (loss, n) => Math.abs(loss - wanted[n]!) / Math.max(1, Math.abs(wanted[n]!)),
    );
    expect(Math.max(...differences)).toBeLessThan(1e-4);
    const weights = decodeSafetensors(kept.get('best')!).tensors;
    const inBoth = decodeSafetensors(nodeCheckpoint('best')).tensors;
    expect(Object.keys(weights)).toEqual(Object.keys(inBoth));
  });

  it('goes on bit for bit from what was kept in the page’s own folder when it was stopped', async () => {
    const stop = new AbortController();
    const stopped = await train({
      signal: stop.signal,
      onProgress({ epoch, batch }) {
        if (epoch === 2 && batch === 3) stop.abort(new Error('stopped'));
      },
    });
    expect(stopped.result).toMatchObject({ message: 'stopped' });
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle('latest.safetensors', { create: true });
    const sink = await fileHandleSink(handle);
    await sink.write(0, stopped.kept.get('latest')!);
    await sink.close();
    const { kept } = await train({ resume: await handle.getFile() });
    await root.removeEntry('latest.safetensors');
    expect(kept.get('latest')).toEqual(whole);
  });

  it('goes on with a run of Node, and separates with what came of it', async () => {
    const longer = editConfig(config, { max_epochs: 4 });
    const { checkpoint, history } = await trainModel(longer, files, {
      engine,
      resume: nodeCheckpoint('latest'),
    });
    expect(history).toHaveLength(4);
    const { tensors } = decodeSafetensors(checkpoint);
    const separator = createModelSeparator(configuredModel(config), Object.entries(tensors), engine);
    const song = files.find(({ path }) => path.endsWith('vocals.wav'))!.blob;
    const { stems } = await separate(song, { separator });
    expect(stems.get('vocals')!.channels[0]).toHaveLength(16_000);
    await separator.dispose();
  });

  it('refuses a run of another model by its key', async () => {
    const other = editConfig(config, { hidden_channels: 3 });
    const failure = await trainModel(other, files, { engine, resume: nodeCheckpoint('latest') }).catch(
      String,
    );
    expect(failure).toContain('model_params.hidden_channels');
  });
});

describe('files as a data set', () => {
  it('are those that were dropped', async () => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'vocals.wav'));
    transfer.items.add(new File(['x'], 'drums.wav'));
    const dropped = await droppedFiles(transfer);
    expect(dropped.map(({ path }) => path)).toEqual(['vocals.wav', 'drums.wav']);
    const { tracks } = openFileTracks(dropped);
    expect(tracks.map(({ name, stems }) => [name, stems])).toEqual([['song', ['vocals', 'drums']]]);
  });

  it('are those in folders that were dropped', async () => {
    document.body.innerHTML = '<div id="zone" style="width: 100px; height: 100px">songs</div>';
    const zone = document.querySelector<HTMLElement>('#zone')!;
    const dropped = new Promise<readonly PlacedFile[]>((resolve, reject) => {
      const take = (event: DragEvent): void => {
        event.preventDefault();
        if (event.type === 'drop') droppedFiles(event.dataTransfer!).then(resolve, reject);
      };
      for (const type of ['dragenter', 'dragover', 'drop'] as const) zone.addEventListener(type, take);
    });
    await commands.dropFolder('examples/song');
    const paths = (await dropped).map(({ path }) => path).sort();
    expect(paths).toContain('song/vocals.flac');
    expect(openFileTracks(await dropped).tracks.map(({ name }) => name)).toEqual(['song']);
  });

  it('are refused by name where they make no tracks', () => {
    const at = (...paths: string[]) => paths.map((path) => ({ path, blob: new Blob() }));
    expect(() => openFileTracks(at('notes.txt', 'one/.vocals.wav'))).toThrow('got no audio');
    expect(() => openFileTracks(at('one/vocals.wav', 'one/Vocals.flac'))).toThrow('one file per stem');
    expect(() => openFileTracks(at('a/one/bass.wav', 'b/one/bass.wav'))).toThrow('a/one and b/one');
    expect(() => openFileTracks(at('train/one/bass.wav'), { split: 'test' })).toThrow(
      'none in a folder test',
    );
  });
});
