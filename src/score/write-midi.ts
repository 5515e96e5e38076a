/** From a Score to the bytes of a Standard MIDI File of type 1, one track per part. */

import { writeMidi as encode, type MidiEvent } from 'midi-file';
import { ArgumentError, checkInteger, checkNumber } from '../util/index.ts';
import { checkScore, type Note, partOf, type Score, scoreParts } from './score.ts';

/** Options of {@link writeMidi}. */
export interface WriteMidiOptions {
  /** The tempo that the file states; where notes sound does not depend on it. Default 120. */
  readonly beatsPerMinute?: number;
  /** Steps of a beat that times are rounded to. Default 480: 1 ms at 120 beats a minute. */
  readonly ticksPerBeat?: number;
}

/** Where no velocity is known: mezzo forte. */
const defaultVelocity = 80 / 127;
/** A track of the standard has no more time than this, in ticks (28 bits). */
const mostTicks = 2 ** 28 - 1;

/**
 * The bytes of a MIDI file with the notes of `score`: a track with the tempo, then one per part in order of their first notes,
 * each on a channel of its own (never the tenth, that of drums; from the sixteenth part on channels repeat). Pitches are
 * rounded to keys, times to ticks; a note lasts at least a tick. `readMidi` gives the score back.
 *
 * Throws `ArgumentError` for a score or options out of range.
 */
export function writeMidi(score: Score, options: WriteMidiOptions = {}): Uint8Array {
  checkScore('score', score);
  const beatsPerMinute = checkNumber('beatsPerMinute', options.beatsPerMinute ?? 120, { min: 4, max: 1000 });
  const ticksPerBeat = checkInteger('ticksPerBeat', options.ticksPerBeat ?? 480, { min: 1, max: 0x7fff });
  const ticksPerSecond = (ticksPerBeat * beatsPerMinute) / 60;
  const tempo: MidiEvent[] = [
    { deltaTime: 0, type: 'setTempo', meta: true, microsecondsPerBeat: Math.round(60e6 / beatsPerMinute) },
    { deltaTime: 0, type: 'endOfTrack', meta: true },
  ];
  const parts = scoreParts(score).map((part, index) => {
    const notes = score.notes.filter((note) => partOf(note) === part);
    return partTrack(part, notes, { channel: channelOf(index), ticksPerSecond });
  });
  return joinTracks([tempo, ...parts], ticksPerBeat);
}

/** 0 to 8, 10 to 15, and again. */
function channelOf(index: number): number {
  const channel = index % 15;
  return channel < 9 ? channel : channel + 1;
}

interface TickEvent {
  readonly tick: number;
  readonly isOn: boolean;
  readonly pitch: number;
  readonly velocity: number;
}

function partTrack(
  part: string,
  notes: readonly Note[],
  { channel, ticksPerSecond }: { readonly channel: number; readonly ticksPerSecond: number },
): MidiEvent[] {
  const events = notes.flatMap(({ pitch, onsetSeconds, durationSeconds, velocity }): TickEvent[] => {
    const start = Math.round(onsetSeconds * ticksPerSecond);
    const end = Math.max(start + 1, Math.round((onsetSeconds + durationSeconds) * ticksPerSecond));
    if (end > mostTicks) throw tooLong(end / ticksPerSecond);
    const key = Math.round(pitch);
    const hard = Math.min(127, Math.max(1, Math.round(127 * (velocity ?? defaultVelocity))));
    return [
      { tick: start, isOn: true, pitch: key, velocity: hard },
      { tick: end, isOn: false, pitch: key, velocity: 0 },
    ];
  });
  // Where a note ends as the next begins, the end comes first, else it would end the new one.
  events.sort((a, b) => a.tick - b.tick || Number(a.isOn) - Number(b.isOn) || a.pitch - b.pitch);
  let tick = 0;
  const track: MidiEvent[] = [{ deltaTime: 0, type: 'trackName', meta: true, text: asLatin(part) }];
  for (const event of events) {
    const { pitch: noteNumber, velocity, isOn } = event;
    const type = isOn ? 'noteOn' : 'noteOff';
    track.push({ deltaTime: event.tick - tick, type, channel, noteNumber, velocity });
    tick = event.tick;
  }
  track.push({ deltaTime: 0, type: 'endOfTrack', meta: true });
  return track;
}

/** Names are bytes, which most programs read as Latin-1. */
function asLatin(text: string): string {
  return text.replaceAll(/[^\x20-\xff]/gu, '?');
}

/** MThd with its length and three numbers; MTrk with its length. */
const headerBytes = 14;
const trackHeaderBytes = 8;
/** Encoding copies what it has so far with every event, so that long tracks are encoded in pieces of so many. */
const pieceEvents = 64;

function joinTracks(tracks: readonly (readonly MidiEvent[])[], ticksPerBeat: number): Uint8Array {
  const header = { format: 1, numTracks: tracks.length, ticksPerBeat } as const;
  const bytes = encode({ header, tracks: [] });
  // The encoder counted no tracks.
  bytes.splice(10, 2, tracks.length >> 8, tracks.length & 0xff);
  for (const track of tracks) {
    const events: number[] = [];
    for (let start = 0; start < track.length; start += pieceEvents) {
      const piece = encode({ header, tracks: [track.slice(start, start + pieceEvents)] });
      for (let at = headerBytes + trackHeaderBytes; at < piece.length; at++) events.push(piece[at]!);
    }
    const length = [24, 16, 8, 0].map((shift) => (events.length >> shift) & 0xff);
    for (const byte of [0x4d, 0x54, 0x72, 0x6b, ...length]) bytes.push(byte);
    for (const byte of events) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function tooLong(seconds: number): ArgumentError {
  return new ArgumentError({
    place: 'score',
    expected: 'notes within the time of a MIDI track, 2²⁸ ticks',
    got: `a note that ends after ${seconds.toFixed(0)} s`,
    remedy: 'Use fewer ticksPerBeat or a slower tempo',
  });
}
