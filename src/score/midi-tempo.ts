/** The tempo of a MIDI file: from ticks, in which its events are counted, to seconds. */

import type { MidiData } from 'midi-file';
import { damaged } from './midi-chunks.ts';

/** What is played where no tempo is set: 120 beats a minute. */
const defaultMicrosecondsPerBeat = 500_000;

/** A stretch of one tempo. */
interface Stretch {
  readonly tick: number;
  readonly seconds: number;
  readonly secondsPerTick: number;
}

/**
 * The function from ticks to seconds that a file's tempo events make, whichever track they stand in. Throws `FormatError`
 * for a header without a time division.
 */
export function tempoMap(place: string, { header, tracks }: MidiData): (tick: number) => number {
  const { framesPerSecond, ticksPerFrame, ticksPerBeat } = header;
  if (ticksPerBeat === undefined) {
    // SMPTE time is absolute; its 29 stands for 30000/1001 frames a second.
    const rate = (framesPerSecond === 29 ? 30_000 / 1001 : framesPerSecond!) * ticksPerFrame!;
    if (!(rate > 0)) throw damaged(place, 'a time division', '0 ticks per frame');
    return (tick) => tick / rate;
  }
  if (!(ticksPerBeat > 0)) throw damaged(place, 'a time division', '0 ticks per beat');
  const changes = tracks.flatMap(tempoChanges).sort((a, b) => a.tick - b.tick);
  const stretches: Stretch[] = [
    { tick: 0, seconds: 0, secondsPerTick: defaultMicrosecondsPerBeat / 1e6 / ticksPerBeat },
  ];
  for (const { tick, microsecondsPerBeat } of changes) {
    const before = stretches.at(-1)!;
    const seconds = before.seconds + (tick - before.tick) * before.secondsPerTick;
    stretches.push({ tick, seconds, secondsPerTick: microsecondsPerBeat / 1e6 / ticksPerBeat });
  }
  return (tick) => {
    const { tick: start, seconds, secondsPerTick } = stretchAt(stretches, tick);
    return seconds + (tick - start) * secondsPerTick;
  };
}

function tempoChanges(track: MidiData['tracks'][number]): { tick: number; microsecondsPerBeat: number }[] {
  let tick = 0;
  return track.flatMap((event) => {
    tick += event.deltaTime;
    return event.type === 'setTempo' ? [{ tick, microsecondsPerBeat: event.microsecondsPerBeat }] : [];
  });
}

/** The last stretch that begins at or before `tick`, by halving. */
function stretchAt(stretches: readonly Stretch[], tick: number): Stretch {
  let [low, high] = [0, stretches.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (stretches[middle]!.tick <= tick) low = middle;
    else high = middle - 1;
  }
  return stretches[low]!;
}
