/** An event file record by record: what TensorBoard reads in a folder of runs, as bytes to be appended. Where they go is the host's affair. */

import type { Audio } from '../../audio/index.ts';
import { encodeAudio, lengthSamples } from '../../audio/index.ts';
import type { LogPicture } from '../run-log.ts';
import {
  audioEvent,
  type EventTime,
  histogramEvent,
  imageEvent,
  restartEvent,
  scalarEvent,
  versionEvent,
} from './event.ts';
import { frameRecord } from './record.ts';

/** Records of an event file; each may be appended as it is. */
export interface EventRecords {
  /** What a file begins with. With `startStep`, TensorBoard forgets what earlier files of the folder hold from that step on. */
  head(options?: { readonly startStep?: number }): Uint8Array<ArrayBuffer>;
  scalar(tag: string, value: number, step: number): Uint8Array<ArrayBuffer>;
  image(tag: string, picture: LogPicture, step: number): Uint8Array<ArrayBuffer>;
  /** Written as WAVE of 16 bits. */
  audio(tag: string, audio: Audio, step: number): Promise<Uint8Array<ArrayBuffer>>;
  histogram(tag: string, values: ArrayLike<number>, step: number): Uint8Array<ArrayBuffer>;
}

/** Makes records; `now` tells the time in seconds since 1970. */
export function createEventRecords(now: () => number): EventRecords {
  const at = (step: number): EventTime => ({ wallTimeSeconds: now(), step });
  return {
    head({ startStep } = {}) {
      const version = frameRecord(versionEvent(now()));
      if (startStep === undefined) return version;
      const restart = frameRecord(restartEvent(at(startStep)));
      const both = new Uint8Array(version.length + restart.length);
      both.set(version);
      both.set(restart, version.length);
      return both;
    },
    scalar: (tag, value, step) => frameRecord(scalarEvent(tag, value, at(step))),
    image: (tag, picture, step) => frameRecord(imageEvent(tag, picture, at(step))),
    async audio(tag, audio, step) {
      const sound = {
        sampleRate: audio.sampleRate,
        channelCount: audio.channels.length,
        lengthSamples: lengthSamples(audio),
        wav: await encodeAudio(audio),
      };
      return frameRecord(audioEvent(tag, sound, at(step)));
    },
    histogram: (tag, values, step) => frameRecord(histogramEvent(tag, values, at(step))),
  };
}

/** `events.out.tfevents.<seconds>.<host>.<what tells apart>`: files of a folder are read in the order of their names. */
export function eventFileName(seconds: number, host: string, suffix: string): string {
  const name = host.replace(/[^A-Za-z0-9_-]+/g, '-') || 'host';
  return `events.out.tfevents.${String(Math.floor(seconds)).padStart(10, '0')}.${name}.${suffix}`;
}
