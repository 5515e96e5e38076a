/** Trains beside the page, which so stays responsive while a step computes. */

import { trainModel } from 'auralflow';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { FromWorker, ToWorker } from './train-messages.ts';

const stopped = new AbortController();

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'stop') stopped.abort(new Error('Stopped. What was learnt until now can be downloaded.'));
  else void train(data);
});

async function train({ config, files }: ToWorker & { readonly type: 'train' }): Promise<void> {
  try {
    await trainModel(config, files, {
      device: 'wasm',
      wasmPaths: { wasm: wasmUrl },
      signal: stopped.signal,
      onTracks: ({ train, validation }) => tell({ type: 'tracks', train, validation }),
      onProgress: (progress) => tell({ type: 'progress', progress }),
      onEpoch: (record) => tell({ type: 'epoch', record }),
      onCheckpoint: (name, bytes) => tell({ type: 'checkpoint', name, bytes }),
    });
    tell({ type: 'end' });
  } catch (error) {
    tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

function tell(message: FromWorker): void {
  self.postMessage(message);
}
