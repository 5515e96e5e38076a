/** Tells the user what happens during an evaluation: as text on standard error, as JSON lines, or errors alone. */

import type { EvaluateEvent } from '../node/index.ts';
import { errorLine } from './errors.ts';
import { clock, printLine } from './output.ts';
import { createProgressDisplay } from './progress-line.ts';
import { errorFacts } from './reporter.ts';

/** Takes the events of a run, in order. */
export function evaluateReporter({
  json,
  quiet,
}: {
  readonly json?: true;
  readonly quiet?: true;
}): (event: EvaluateEvent) => void {
  if (json) return jsonEvents;
  return quiet ? quietEvents : textEvents();
}

function quietEvents(event: EvaluateEvent): void {
  if (event.type === 'failed') process.stderr.write(`auralflow: ${errorLine(event.error)}\n`);
}

function jsonEvents(event: EvaluateEvent): void {
  if (event.type === 'progress') return;
  printLine(JSON.stringify(event.type === 'failed' ? { ...event, error: errorFacts(event.error) } : event));
}

function textEvents(): (event: EvaluateEvent) => void {
  const display = createProgressDisplay(process.stderr);
  const told = new Set<string>();
  let total = 0;
  function say(line: string): void {
    display.clear();
    process.stderr.write(`${line}\n`);
  }
  function label({ index, track, separator }: { index: number; track: string; separator: string }): string {
    return `${index + 1}/${total} ${track}, ${separator}`;
  }
  return (event) => {
    switch (event.type) {
      case 'start':
        total = event.total;
        say(
          `${event.tracks} ${event.tracks === 1 ? 'track' : 'tracks'} of ${event.dataset}: ${event.separators.join(', ')}`,
        );
        break;
      case 'progress':
        display.update({ ...event, label: label(event), from: 0 });
        break;
      case 'kept':
      case 'done': {
        const { scores, index, type } = event;
        for (const note of scores.notes.filter((text) => !told.has(text))) {
          told.add(note);
          say(`  ${note}`);
        }
        const seconds = clock(scores.separateSeconds + scores.measureSeconds);
        say(`${label({ index, ...scores })}  ${type === 'kept' ? 'kept from before' : `done in ${seconds}`}`);
        break;
      }
      case 'failed':
        say(`auralflow: ${errorLine(event.error)}`);
        break;
      case 'end':
        if (total > 1) say(`${event.done} done, ${event.kept} kept, ${event.failed} failed`);
        break;
    }
  };
}
