/**
 * From the bytes of a Standard MIDI File (RP-001, types 0 and 1) to a Score: tempo changes become seconds, tracks and channels
 * become parts, and a pedal held down lengthens the notes that it holds.
 */

import { type MidiData, type MidiEvent, parseMidi } from 'midi-file';
import { AuralflowError } from '../util/index.ts';
import { checkMidiChunks, damaged } from './midi-chunks.ts';
import { tempoMap } from './midi-tempo.ts';
import { makeScore, type Note, type Score } from './score.ts';

/** Options of {@link readMidi}. */
export interface ReadMidiOptions {
  /** What error messages call the bytes. Default `'midi'`. */
  readonly place?: string;
  /** Whether notes last as long as the sustain pedal (controller 64) holds them. Default true: they sound that long. */
  readonly sustainPedal?: boolean;
  /**
   * What becomes of channel 10, whose notes are strokes of a drum kit. Default `'skip'`, since a number there names an
   * instrument, not a pitch; `'keep'` reads them as pitches all the same.
   */
  readonly percussion?: 'skip' | 'keep';
}

/**
 * The notes of a MIDI file. A part is a track by its name (`track 2` where it has none); a track with several channels gives a
 * part each, `piano, channel 3`. Velocities are MIDI's divided by 127. Notes that never end, end with their track.
 *
 * Throws `FormatError` for what is no MIDI file, is damaged, or of type 2 (patterns without an order).
 */
export function readMidi(bytes: Uint8Array, options: ReadMidiOptions = {}): Score {
  const { place = 'midi', sustainPedal = true, percussion = 'skip' } = options;
  const data = parse(place, bytes);
  if (data.header.format > 1) {
    throw damaged(place, 'a MIDI file of type 0 or 1', `type ${data.header.format}`);
  }
  const secondsAt = tempoMap(place, data);
  const names = new Set<string>();
  const notes = data.tracks.flatMap((track, index) => {
    const held = pairNotes(track, { sustainPedal }).filter(
      ({ channel }) => channel !== percussionChannel || percussion === 'keep',
    );
    const nameOf = partNames(track, { index, names, channels: held.map(({ channel }) => channel) });
    return held.map(({ channel, pitch, velocity, startTick, endTick }): Note => {
      const onsetSeconds = secondsAt(startTick);
      const durationSeconds = secondsAt(endTick) - onsetSeconds;
      return { pitch, onsetSeconds, durationSeconds, velocity: velocity / 127, part: nameOf(channel) };
    });
  });
  return makeScore(notes);
}

/** Channel 10 of those who count from 1. */
const percussionChannel = 9;
const sustainController = 64;

/** Bytes that refuse to be read backwards or past their end, which damaged lengths would make the parser do for ever. */
class BoundedBytes extends Uint8Array {
  override slice(start = 0, end: number = this.length): Uint8Array<ArrayBuffer> {
    if (start < 0 || end < start || end > this.length)
      throw new RangeError(`a length of ${end - start} bytes`);
    return super.slice(start, end);
  }
}

function parse(place: string, bytes: Uint8Array): MidiData {
  const checked = checkMidiChunks(place, bytes);
  try {
    const data = parseMidi(BoundedBytes.from(checked));
    for (const track of data.tracks) track.forEach(checkEvent);
    return data;
  } catch (error) {
    if (error instanceof AuralflowError) throw error;
    const got = error instanceof Error ? error.message : String(error);
    throw damaged(place, 'events as the standard has them', got, error);
  }
}

/** A parser that runs over the end of a track gives `undefined` for what it did not find. */
function checkEvent(event: MidiEvent): void {
  if (!(event.deltaTime >= 0)) throw new RangeError(`a time step of ${event.deltaTime} ticks`);
  if (event.type === 'noteOn' || event.type === 'noteOff') {
    const { noteNumber, velocity } = event;
    if (!(noteNumber < 128 && velocity < 128))
      throw new RangeError(`note ${noteNumber}, velocity ${velocity}`);
  }
  if (event.type === 'setTempo' && !(event.microsecondsPerBeat > 0)) throw new RangeError('a tempo of 0');
}

interface HeldNote {
  readonly channel: number;
  readonly pitch: number;
  readonly velocity: number;
  readonly startTick: number;
  endTick: number;
}

/**
 * Notes from pairs of on and off. A key struck again before it was released ends its earlier note there: a piano has one
 * string per key, and files that nest notes do not say which end belongs to which.
 */
function pairNotes(
  track: readonly MidiEvent[],
  { sustainPedal }: { readonly sustainPedal: boolean },
): HeldNote[] {
  const notes: HeldNote[] = [];
  const down = new Map<number, HeldNote>();
  const underPedal = new Map<number, HeldNote>();
  const pedals = new Set<number>();
  let tick = 0;

  function end(from: Map<number, HeldNote>, key: number): void {
    const note = from.get(key);
    if (note === undefined) return;
    note.endTick = tick;
    from.delete(key);
  }

  for (const event of track) {
    tick += event.deltaTime;
    if (event.type === 'noteOn' || event.type === 'noteOff') {
      const key = event.channel * 128 + event.noteNumber;
      const note = down.get(key);
      if (event.type === 'noteOff' && note !== undefined && pedals.has(event.channel)) {
        down.delete(key);
        underPedal.set(key, note);
        continue;
      }
      end(down, key);
      if (event.type === 'noteOff') continue;
      end(underPedal, key);
      const { channel, noteNumber: pitch, velocity } = event;
      const begun = { channel, pitch, velocity, startTick: tick, endTick: tick };
      notes.push(begun);
      down.set(key, begun);
    } else if (sustainPedal && event.type === 'controller' && event.controllerType === sustainController) {
      if (event.value >= 64) pedals.add(event.channel);
      else if (pedals.delete(event.channel)) {
        for (const [key, { channel }] of underPedal) if (channel === event.channel) end(underPedal, key);
      }
    }
  }
  for (const key of [...down.keys()]) end(down, key);
  for (const key of [...underPedal.keys()]) end(underPedal, key);
  return notes;
}

/** The name of each channel's part of a track; no two tracks share a name. */
function partNames(
  track: readonly MidiEvent[],
  options: { readonly index: number; readonly names: Set<string>; readonly channels: readonly number[] },
): (channel: number) => string {
  const { index, names, channels } = options;
  const named = track.find((event) => event.type === 'trackName');
  // Names are bytes of no stated encoding; control characters would spoil file names and terminals.
  const text = named?.type === 'trackName' ? named.text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim() : '';
  const base = text === '' ? `track ${index + 1}` : text;
  let name = base;
  for (let n = 2; names.has(name); n++) name = `${base} ${n}`;
  if (channels.length > 0) names.add(name);
  const several = new Set(channels).size > 1;
  return (channel) => (several ? `${name}, channel ${channel + 1}` : name);
}
