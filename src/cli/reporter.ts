/** Tells the user what happens during a run: as text, as JSON lines, or not at all. */

import { basename } from 'node:path';
import type { SeparateEvent } from '../node/index.ts';
import { AuralflowError } from '../util/index.ts';
import { errorLine } from './errors.ts';
import { clock, printLine } from './output.ts';
import { createProgressDisplay } from './progress-line.ts';

/** Takes the events of a run, in order. */
export type Reporter = (event: SeparateEvent) => void;

/** Errors alone, on standard error. */
export function quietReporter(): Reporter {
  return (event) => {
    if (event.type === 'failed') process.stderr.write(`auralflow: ${failureLine(event)}\n`);
  };
}

/** Paths of finished stems on standard output; everything else on standard error. */
export function textReporter(): Reporter {
  const progress = createProgressDisplay(process.stderr);
  const told = new Set<string>();
  let tracks = 0;
  let from = 0;
  const failures: string[] = [];

  function say(line: string): void {
    progress.clear();
    process.stderr.write(`${line}\n`);
  }
  function label({ index, name }: { readonly index: number; readonly name: string }): string {
    return tracks > 1 ? `${index + 1}/${tracks} ${name}` : name;
  }

  return (event) => {
    switch (event.type) {
      case 'start':
        tracks = event.tracks;
        if (tracks > 1) say(`${tracks} tracks with ${event.separator} into ${event.out}`);
        break;
      case 'track':
        from = event.resumedSeconds;
        say(`${label(event)}  ${trackFacts(event)}`);
        if (from > 0) say(`  taken up at ${clock(from)}`);
        for (const note of event.notes.filter((text) => !told.has(text))) {
          told.add(note);
          say(`  ${note}`);
        }
        break;
      case 'progress':
        progress.update({ ...event, label: label(event), from });
        break;
      case 'done':
        progress.clear();
        if (event.gain !== 1) say(`  ${gainNote(event)}`);
        for (const path of Object.values(event.outputs)) printLine(path);
        say(`${label(event)}  done in ${clock(event.seconds)} (${speed(event)}x)`);
        break;
      case 'skipped':
        say(`${label(event)}  skipped: ${event.reason}`);
        break;
      case 'failed':
        failures.push(`  ${failureLine(event)}`);
        say(`auralflow: ${failureLine(event)}`);
        break;
      case 'end':
        if (tracks > 1) say(`${event.done} done, ${event.skipped} skipped, ${event.failed} failed`);
        if (tracks > 1) for (const failure of failures) say(failure);
        if (event.manifest !== undefined) printLine(event.manifest);
        break;
    }
  };
}

/** Every event as a line of JSON on standard output; progress at most ten times a second. */
export function jsonReporter(): Reporter {
  let progressAt = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.type === 'progress') {
      const now = performance.now();
      if (now - progressAt < 100 && event.done !== event.total) return;
      progressAt = now;
    }
    printLine(JSON.stringify(event.type === 'failed' ? { ...event, error: errorFacts(event.error) } : event));
  };
}

/** An error as data for other programs. */
export function errorFacts(error: unknown): Readonly<Record<string, string>> {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof AuralflowError)) return { name, message };
  const { place, expected, got, remedy } = error;
  return { name, message, place, expected, got, remedy };
}

/** The error, after the track's name where it does not say it: a separator sees samples, not files. */
function failureLine({ name, error }: Extract<SeparateEvent, { type: 'failed' }>): string {
  const line = errorLine(error);
  return line.includes(basename(name)) ? line : `${name}: ${line}`;
}

function trackFacts(event: Extract<SeparateEvent, { type: 'track' }>): string {
  const channels = ['', 'mono', 'stereo'][event.channelCount] ?? `${event.channelCount} channels`;
  const length = event.durationSeconds === undefined ? 'unknown length' : clock(event.durationSeconds);
  return `${length}, ${event.sampleRate} Hz, ${channels}`;
}

function gainNote({ gain, peaks }: Extract<SeparateEvent, { type: 'done' }>): string {
  const loud = Object.entries(peaks)
    .filter(([, peak]) => peak > 1)
    .map(([name]) => name);
  const decibels = (-20 * Math.log10(gain)).toFixed(1);
  return `all stems are ${decibels} dB softer, since ${loud.join(', ')} would have clipped (--clip-mode, --float32)`;
}

function speed({ lengthSamples, sampleRate, seconds }: Extract<SeparateEvent, { type: 'done' }>): string {
  const factor = lengthSamples / sampleRate / Math.max(seconds, 1e-3);
  return factor < 10 ? factor.toFixed(1) : String(Math.round(factor));
}
