/** The last step: blocks of channels become blocks of named outputs, and the progress is told. */

import type { AudioStream } from '../audio/index.ts';
import type { WorkOptions } from '../util/index.ts';
import { mixdown } from './mixdown.ts';
import type { SeparationBlock } from './options.ts';
import type { OutputPlan } from './outputs.ts';

/** Reads `stream` (the mixture if the plan needs it, then the stems) from `startSample` on as outputs. */
export async function* deliver(
  stream: AudioStream,
  options: {
    readonly plan: OutputPlan;
    readonly channelCount: number;
    readonly startSample: number;
    readonly signal: AbortSignal | undefined;
    readonly onProgress: WorkOptions['onProgress'];
  },
): AsyncGenerator<SeparationBlock, void> {
  const { startSample, signal, onProgress } = options;
  const seconds = (samples: number) => samples / stream.sampleRate;
  const total = stream.lengthSamples === undefined ? undefined : seconds(stream.lengthSamples);
  let position = startSample;
  signal?.throwIfAborted();
  onProgress?.({ stage: 'separate', done: seconds(position), total, unit: 'seconds' });
  for await (const block of stream.blocks({ startSample, ...(signal === undefined ? {} : { signal }) })) {
    const at = position;
    position += block[0]!.length;
    yield { startSample: at, outputs: mixdown(block, options) };
    signal?.throwIfAborted();
    if (position !== stream.lengthSamples) {
      onProgress?.({ stage: 'separate', done: seconds(position), total, unit: 'seconds' });
    }
  }
  onProgress?.({ stage: 'separate', done: seconds(position), total: seconds(position), unit: 'seconds' });
}
