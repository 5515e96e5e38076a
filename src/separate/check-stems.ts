/** Holds a separator to its contract: every stem asked for, as long and as wide as the chunk, finite. */

import type { Audio, Stems } from '../audio/index.ts';
import { FormatError } from '../util/index.ts';

/** What was asked, for the check and for the message. */
export interface StemsRequest {
  readonly separatorName: string;
  readonly stems: readonly string[];
  readonly lengthSamples: number;
  readonly channelCount: number;
  readonly sampleRate: number;
  /** Where in the song the chunk begins, in samples. */
  readonly position: number;
}

/** Returns `stems` if they are what was asked for; otherwise throws a FormatError that names separator and position. */
export function checkStems(stems: Stems, request: StemsRequest): Stems {
  for (const name of request.stems) {
    const stem = stems.get(name);
    if (stem === undefined) {
      const given = [...stems.keys()].join(', ') || 'none';
      throw broken(request, { expected: `stem ${name}`, got: `stems ${given}` });
    }
    checkShape(name, stem, request);
    for (const channel of stem.channels) {
      const at = firstNonFinite(channel);
      if (at === -1) continue;
      throw broken(request, {
        expected: `finite samples in stem ${name}`,
        got: `${channel[at]} at ${seconds(request.position + at, request.sampleRate)}`,
      });
    }
  }
  return stems;
}

function checkShape(name: string, stem: Audio, request: StemsRequest): void {
  const lengths = [...new Set(stem.channels.map((channel) => channel.length))];
  const { lengthSamples, channelCount } = request;
  if (stem.channels.length === channelCount && lengths.length === 1 && lengths[0] === lengthSamples) return;
  throw broken(request, {
    expected: `stem ${name} with ${channelCount} channels of ${lengthSamples} samples, like its chunk`,
    got: `${stem.channels.length} channels of ${lengths.join(' and ') || 'no'} samples`,
  });
}

/** Index of the first NaN or infinity, or −1. */
export function firstNonFinite(channel: Float32Array): number {
  // x − x is 0 for finite numbers and NaN for all others, and NaN stays in the sum: one test per channel.
  let sum = 0;
  for (let n = 0; n < channel.length; n++) sum += channel[n]! - channel[n]!;
  return sum === 0 ? -1 : channel.findIndex((x) => !Number.isFinite(x));
}

function broken(
  { separatorName, position, sampleRate }: StemsRequest,
  { expected, got }: { expected: string; got: string },
): FormatError {
  return new FormatError({
    place: `separator ${separatorName}, chunk at ${seconds(position, sampleRate)}`,
    expected,
    got,
    remedy: 'This is a fault of the separator or its weights: try another one, and report it',
  });
}

function seconds(position: number, sampleRate: number): string {
  return `${(Math.max(0, position) / sampleRate).toFixed(3)} s`;
}
