/** What `auralflow test` does: the library's journey, watched and interruptible, and a small table at the end. */

import { checkModelOptions, scoreColumns, type TestEvent, testModel } from '../node/index.ts';
import { devices } from '../runtime/index.ts';
import { checkChoice } from '../util/index.ts';
import { errorLine, exitCodes } from './errors.ts';
import { interruptible } from './interruptible.ts';
import { printLine } from './output.ts';
import { parseDuration, parseKeyValues, parseNumber } from './parse.ts';
import { errorFacts } from './reporter.ts';

/** The raw words of the options. */
export interface TestWords {
  readonly split?: string;
  readonly maxTracks?: string;
  readonly duration?: string;
  readonly out?: string;
  readonly option: readonly string[];
  readonly device: string;
  readonly jobs?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly debug?: true;
}

/** Runs the command and returns the exit code. Throws for wrong usage and interruption. */
export async function runTest(model: string, dataset: string, words: TestWords): Promise<number> {
  const { split, maxTracks, duration, out, jobs } = words;
  const options = {
    ...checkModelOptions('--option', parseKeyValues('--option', words.option)),
    device: checkChoice('--device', words.device, ['auto', ...devices] as const),
    ...(split === undefined ? {} : { split }),
    ...(maxTracks === undefined
      ? {}
      : { maxTracks: parseNumber('--max-tracks', maxTracks, { min: 1, integer: true }) }),
    ...(duration === undefined ? {} : { durationSeconds: parseDuration('--duration', duration) }),
    ...(out === undefined ? {} : { out }),
    ...(jobs === undefined
      ? {}
      : { threads: parseNumber('--jobs', jobs, { min: 1, max: 256, integer: true }) }),
  };
  const onEvent = words.json ? printJson : words.quiet ? printFailures : textReporter();
  const { failures } = await interruptible((signal) =>
    testModel(model, dataset, { ...options, signal, onEvent }),
  );
  return failures.length === 0 ? exitCodes.ok : exitCodes.failed;
}

function printJson(event: TestEvent): void {
  printLine(JSON.stringify(event.type === 'failed' ? { ...event, error: errorFacts(event.error) } : event));
}

function printFailures(event: TestEvent): void {
  if (event.type === 'failed') process.stderr.write(`auralflow: ${errorLine(event.error)}\n`);
}

/** The table's path on standard output, everything else on standard error. */
function textReporter(): (event: TestEvent) => void {
  let count = 0;
  const isTerminal = process.stderr.isTTY === true;
  const say = (line: string): void => {
    process.stderr.write(`${isTerminal ? '\r\u001b[2K' : ''}${line}\n`);
  };
  return (event) => {
    switch (event.type) {
      case 'start':
        count = event.tracks;
        say(`${event.model}: ${event.targets.join(', ')} of ${count} ${count === 1 ? 'track' : 'tracks'}`);
        break;
      case 'progress':
        if (!isTerminal) break;
        process.stderr.write(
          `\r\u001b[2K${event.index + 1}/${count} ${event.track}  ${event.stage} ${Math.round(100 * event.share)} %`,
        );
        break;
      case 'done':
        for (const { target, scores } of event.rows)
          say(`${event.index + 1}/${count} ${event.track}  ${target}  ${words(scores)}`);
        break;
      case 'failed':
        say(`auralflow: ${errorLine(event.error)}`);
        break;
      case 'end':
        for (const { target, median, average } of event.summaries) {
          if (event.done === 0) break;
          say(`median   ${target}  ${words(median)}`);
          say(`average  ${target}  ${words(average)}`);
        }
        if (event.failed > 0) say(`${event.done} measured, ${event.failed} failed`);
        if (event.done > 0) printLine(event.path);
        break;
    }
  };
}

function words(scores: Readonly<Record<(typeof scoreColumns)[number], number>>): string {
  return scoreColumns
    .map((column) => {
      const value = scores[column];
      const text = Number.isFinite(value) ? value.toFixed(2) : '–';
      return `${column} ${text}${column === 'stoi' || text === '–' ? '' : ' dB'}`;
    })
    .join('  ');
}
