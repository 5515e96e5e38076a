/** The journey on sound in memory: the same engine, read to its end. */

import { type Audio, type AudioBlock, checkAudio, streamAudio } from '../audio/index.ts';
import { checkChoice } from '../util/index.ts';
import { applyClip, type ClipMode, clipModes, createPeakMeter, sharedGain } from './clip.ts';
import type { SeparateOptions, SeparationPlan } from './options.ts';
import { separateStream } from './separate-stream.ts';

/** Options of {@link separateAudio}. */
export interface SeparateAudioOptions extends SeparateOptions {
  /** What to do with outputs beyond full scale. Default `'none'`: samples in memory need no limit. */
  readonly clipMode?: ClipMode;
}

/** A finished separation. */
export interface Separation {
  readonly sampleRate: number;
  /** Every output by name: stems first, in the separator's order. */
  readonly stems: ReadonlyMap<string, Audio>;
  /** The largest absolute sample over all outputs, before `gain`. */
  readonly peak: number;
  /** The gain that all outputs were given: 1 unless `clipMode` is `'rescale'` and something clipped. */
  readonly gain: number;
  /** What the user should be told. */
  readonly notes: readonly string[];
  readonly plan: SeparationPlan;
}

/**
 * Separates `audio`, of which nothing is changed. Options, rates, lengths and errors are those of `separateStream`.
 *
 * @example
 * const { stems } = await separateAudio(song, { separator: createSeparator('hpss') });
 * play(stems.get('percussive'));
 */
export async function separateAudio(audio: Audio, options: SeparateAudioOptions): Promise<Separation> {
  checkAudio('audio', audio);
  const mode = checkChoice('clipMode', options.clipMode ?? 'none', clipModes);
  const separation = separateStream(streamAudio(audio), options);
  const { sampleRate, channelCount, notes, plan } = separation;
  const lengthSamples = separation.lengthSamples!;
  const meter = createPeakMeter();
  const channels = new Map(
    separation.outputs.map((name) => [
      name,
      Array.from({ length: channelCount }, () => new Float32Array(lengthSamples)),
    ]),
  );
  for await (const { startSample, outputs } of separation.blocks()) {
    meter.push(outputs);
    for (const [name, block] of outputs) copyBlock(block, { into: channels.get(name)!, at: startSample });
  }
  const { peak } = meter;
  const gain = sharedGain(peak, mode);
  const stems = new Map(
    [...channels].map(([name, whole]) => [name, { sampleRate, channels: applyClip(whole, { gain, mode }) }]),
  );
  return { sampleRate, stems, peak, gain, notes, plan };
}

function copyBlock(block: AudioBlock, { into, at }: { into: readonly Float32Array[]; at: number }): void {
  for (const [c, channel] of into.entries()) channel.set(block[c]!, at);
}
