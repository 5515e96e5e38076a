/**
 * Events of TensorBoard as protobuf messages, written field by field: `Event` and `Summary` of tensorboard/compat/proto. An event is what one record of an event
 * file holds.
 */

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { countHistogram } from './histogram.ts';

/** When something was logged. */
export interface EventTime {
  /** Seconds since 1970. */
  readonly wallTimeSeconds: number;
  /** Batches or epochs, whichever the tag counts. */
  readonly step: number;
}

/** A picture that is a file already. */
export interface EncodedImage {
  readonly width: number;
  readonly height: number;
  /** The content of the PNG file. */
  readonly png: Uint8Array;
}

/** A sound that is a file already. */
export interface EncodedAudio {
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly lengthSamples: number;
  /** The content of the WAVE file. */
  readonly wav: Uint8Array;
}

/** The first event of every file: its version, from which on summaries and restarts are understood. */
export function versionEvent(wallTimeSeconds: number): Uint8Array {
  return event({ wallTimeSeconds, step: 0 }, (writer) =>
    writer.tag(3, WireType.LengthDelimited).string('brain.Event:2'),
  );
}

/**
 * Says that the run begins at `step`: what earlier files of the folder hold from there on is forgotten, since it came from batches that are computed again.
 */
export function restartEvent(time: EventTime): Uint8Array {
  // SessionLog { status: START }
  return event(time, (writer) =>
    message(writer, 7, (log) => {
      log.tag(1, WireType.Varint).int32(1);
    }),
  );
}

/** A number. */
export function scalarEvent(tag: string, value: number, time: EventTime): Uint8Array {
  return summaryEvent(tag, time, (writer) => writer.tag(2, WireType.Bit32).float(value));
}

/** A picture. */
export function imageEvent(tag: string, image: EncodedImage, time: EventTime): Uint8Array {
  return summaryEvent(tag, time, (writer) =>
    message(writer, 4, (field) => {
      field.tag(1, WireType.Varint).int32(image.height);
      field.tag(2, WireType.Varint).int32(image.width);
      // 3 components: RGB.
      field.tag(3, WireType.Varint).int32(3);
      field.tag(4, WireType.LengthDelimited).bytes(image.png);
    }),
  );
}

/** A sound. */
export function audioEvent(tag: string, audio: EncodedAudio, time: EventTime): Uint8Array {
  return summaryEvent(tag, time, (writer) =>
    message(writer, 6, (field) => {
      field.tag(1, WireType.Bit32).float(audio.sampleRate);
      field.tag(2, WireType.Varint).int64(audio.channelCount);
      field.tag(3, WireType.Varint).int64(audio.lengthSamples);
      field.tag(4, WireType.LengthDelimited).bytes(audio.wav);
      field.tag(5, WireType.LengthDelimited).string('audio/wav');
    }),
  );
}

/** How values are distributed. */
export function histogramEvent(tag: string, values: ArrayLike<number>, time: EventTime): Uint8Array {
  const { min, max, count, sum, sumOfSquares, limits, counts } = countHistogram(values);
  return summaryEvent(tag, time, (writer) =>
    message(writer, 5, (field) => {
      [min, max, count, sum, sumOfSquares].forEach((value, n) => {
        field.tag(n + 1, WireType.Bit64).double(value);
      });
      doubles(field, 6, limits);
      doubles(field, 7, counts);
    }),
  );
}

function summaryEvent(tag: string, time: EventTime, write: (value: BinaryWriter) => void): Uint8Array {
  return event(time, (writer) =>
    message(writer, 5, (summary) =>
      message(summary, 1, (value) => {
        value.tag(1, WireType.LengthDelimited).string(tag);
        write(value);
      }),
    ),
  );
}

function event({ wallTimeSeconds, step }: EventTime, write: (writer: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Bit64).double(wallTimeSeconds);
  if (step !== 0) writer.tag(2, WireType.Varint).int64(step);
  write(writer);
  return writer.finish();
}

function message(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function doubles(writer: BinaryWriter, field: number, values: readonly number[]): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  for (const value of values) writer.double(value);
  writer.join();
}
