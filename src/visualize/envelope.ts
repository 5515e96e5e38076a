/** The envelope of a waveform: how far it reaches, and how strong it is, in each of so many equal parts. */

import { checkInteger } from '../util/index.ts';

/** One number per part, in the unit of the samples. */
export interface Envelope {
  readonly lowest: Float32Array;
  readonly highest: Float32Array;
  /** Root of the mean square. */
  readonly rms: Float32Array;
}

/**
 * Smallest sample, largest sample and RMS of `columns` equal parts of the channels taken together (give one channel for its own
 * envelope). Parts are cut at whole samples; where there are more parts than samples, neighbours share one. No channel or no
 * sample: all zeros.
 *
 * @example
 * const { lowest, highest, rms } = waveformEnvelope([song.channels[0]], { columns: 800 });
 */
export function waveformEnvelope(
  channels: readonly Float32Array[],
  { columns }: { readonly columns: number },
): Envelope {
  checkInteger('columns', columns, { min: 1 });
  const envelope = {
    lowest: new Float32Array(columns),
    highest: new Float32Array(columns),
    rms: new Float32Array(columns),
  };
  const length = channels[0]?.length ?? 0;
  if (length === 0) return envelope;
  for (let column = 0; column < columns; column++) {
    const start = Math.floor((column * length) / columns);
    const end = Math.max(start + 1, Math.floor(((column + 1) * length) / columns));
    let [low, high, squares] = [Infinity, -Infinity, 0];
    for (const samples of channels) {
      for (let n = start; n < end; n++) {
        const value = samples[n]!;
        if (value < low) low = value;
        if (value > high) high = value;
        squares += value * value;
      }
    }
    envelope.lowest[column] = low;
    envelope.highest[column] = high;
    envelope.rms[column] = Math.sqrt(squares / ((end - start) * channels.length));
  }
  return envelope;
}
