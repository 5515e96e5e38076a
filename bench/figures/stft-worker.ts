/** A thread of the STFT speed figure: takes one channel, then transforms it there and back once for every message. */

import { parentPort, workerData } from 'node:worker_threads';
import { istft, type StftOptions, stft } from '../../src/dsp/index.ts';

const { channel, options } = workerData as { channel: Float32Array; options: StftOptions };

parentPort!.on('message', () => {
  const [rebuilt] = istft(stft([channel], options));
  parentPort!.postMessage(rebuilt![1000]);
});
