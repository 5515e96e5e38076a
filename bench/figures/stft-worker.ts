/** A thread of the STFT speed figure: takes one channel, then transforms it there and back once for every message. */

import { parentPort, workerData } from 'node:worker_threads';
import { istft, type StftOptions, stft } from '../../src/dsp/index.ts';

const { channel, options } = workerData as { channel: Float32Array; options: StftOptions };

// As a batch would: the memory of one song serves the next.
const rebuilt = [new Float32Array(channel.length)];
const out = stft([channel], options).channels;

parentPort!.on('message', () => {
  istft(stft([channel], { ...options, out }), { out: rebuilt });
  parentPort!.postMessage(rebuilt[0]![1000]);
});
