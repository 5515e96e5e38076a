/** Frames as museval and mir_eval cut them. */

import { checkInteger } from '../../util/index.ts';
import type { Stretch } from '../kernels/correlator.ts';

/** Length and distance of frames in samples. */
export interface FrameSizes {
  readonly windowSamples: number;
  readonly hopSamples: number;
}

/** Throws `ArgumentError` unless both are integers from 1; a window may be `Infinity`: the whole signal. */
export function checkFrameSizes({ windowSamples, hopSamples }: FrameSizes): FrameSizes {
  if (windowSamples !== Number.POSITIVE_INFINITY) checkInteger('windowSamples', windowSamples, { min: 1 });
  checkInteger('hopSamples', hopSamples, { min: 1 });
  return { windowSamples, hopSamples };
}

/** The frames of a signal: what remains at its end and fills no window is left out. A signal of at most a window is one frame. */
export function framesOf(lengthSamples: number, { windowSamples, hopSamples }: FrameSizes): Stretch[] {
  if (windowSamples >= lengthSamples) return [{ start: 0, end: lengthSamples }];
  const count = Math.floor((lengthSamples - windowSamples + hopSamples) / hopSamples);
  return Array.from({ length: count }, (_, n) => ({
    start: n * hopSamples,
    end: n * hopSamples + windowSamples,
  }));
}
