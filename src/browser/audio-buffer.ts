/** Between the toolkit's Audio and the browser's AudioBuffer, which players take. */

import { type Audio, checkAudio, lengthSamples } from '../audio/index.ts';

/** A copy of an `AudioBuffer`. */
export function fromAudioBuffer(buffer: AudioBuffer): Audio {
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, c) =>
    Float32Array.from(buffer.getChannelData(c)),
  );
  return { sampleRate: buffer.sampleRate, channels };
}

/**
 * A copy of `audio` that an `AudioBufferSourceNode` can play. An AudioBuffer holds at least one sample: empty audio becomes
 * one sample of silence. Throws `ArgumentError` for what is not audio, and what the browser throws for rates it cannot play.
 *
 * @example
 * const context = new AudioContext();
 * const node = new AudioBufferSourceNode(context, { buffer: toAudioBuffer(stems.get('vocals')) });
 * node.connect(context.destination);
 * node.start();
 */
export function toAudioBuffer(audio: Audio): AudioBuffer {
  const { sampleRate, channels } = checkAudio('audio', audio);
  const length = Math.max(1, lengthSamples(audio));
  const buffer = new AudioBuffer({ sampleRate, length, numberOfChannels: channels.length });
  channels.forEach((channel, c) => {
    buffer.copyToChannel(new Float32Array(channel), c);
  });
  return buffer;
}
