/**
 * What two branches tell each other where both are deepest, after Hybrid Demucs (Défossez 2021): the spectrogram's bins are drawn
 * together into one line over time, the waveform's line is spread over all bins, and each is added to the other branch.
 */

import { add, constant, inScope, matMul, reshape, unsqueeze, type Value } from '../../graph/index.ts';
import { conv1d, conv2d, type Scope } from '../../nn/index.ts';
import { floatTensor } from '../../tensor/index.ts';

/** Both branches: `image` `[batch, channel, bin, frame]`, `line` `[batch, channel, place]`. */
export interface Branches {
  readonly image: Value;
  readonly line: Value;
}

/** Both branches, each with what the other had to say. Scopes `to_line` (a kernel over all bins) and `to_image` (one place). */
export function exchange(scope: Scope, { image, line }: Branches): Branches {
  const [batch, channels, bins, frames] = image.type.shape as [number | string, number, number, number];
  const [, lineChannels, places] = line.type.shape as [number | string, number, number];
  const gathered = conv2d(scope.child('to_line'), image, {
    outChannels: lineChannels,
    kernelSize: [bins, 1],
  });
  const spread = conv1d(scope.child('to_image'), line, { outChannels: channels, kernelSize: 1 });
  return inScope(scope.name, () => {
    const toLine = resampleTime(reshape(gathered, [batch, lineChannels, frames]), places);
    const toImage = unsqueeze(resampleTime(spread, frames), [2]);
    return { image: add(image, toImage), line: add(line, toLine) };
  });
}

/** `[…, place]` at another number of places: means of neighbours where there are fewer, straight lines between them where there are more. */
export function resampleTime(x: Value, to: number): Value {
  const from = Number(x.type.shape.at(-1));
  if (from === to) return x;
  const weights = to < from ? averages(from, to) : interpolation(from, to);
  return matMul(x, constant(floatTensor([from, to], weights)));
}

/** Place p is the mean of ⌊p·from/to⌋ … ⌈(p + 1)·from/to⌉ − 1: PyTorch's adaptive average pool. */
function averages(from: number, to: number): Float32Array {
  const matrix = new Float32Array(from * to);
  for (let p = 0; p < to; p++) {
    const start = Math.floor((p * from) / to);
    const end = Math.ceil(((p + 1) * from) / to);
    for (let n = start; n < end; n++) matrix[n * to + p] = 1 / (end - start);
  }
  return matrix;
}

/** Middles of places lie evenly, ends are held: PyTorch's linear interpolation without aligned corners. */
function interpolation(from: number, to: number): Float32Array {
  const matrix = new Float32Array(from * to);
  for (let p = 0; p < to; p++) {
    const at = Math.max(0, ((p + 0.5) * from) / to - 0.5);
    const left = Math.min(from - 1, Math.floor(at));
    const right = Math.min(from - 1, left + 1);
    matrix[left * to + p]! += 1 - (at - left);
    matrix[right * to + p]! += at - left;
  }
  return matrix;
}
