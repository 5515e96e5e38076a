/** The journey on streams: plan first, then chunk → separator → overlap-add → outputs, in constant memory. */

import type { AudioStream } from '../audio/index.ts';
import type { SeparateOptions, SeparationStream } from './options.ts';

/** Plans the separation of `input` and returns it as a stream of outputs; nothing is read before `blocks()`. */
export function separateStream(_input: AudioStream, _options: SeparateOptions): SeparationStream {
  throw new Error('under construction');
}
