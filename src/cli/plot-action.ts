/** What `auralflow plot` does: words to options, one line per picture. */

import {
  type PlotDone,
  type PlotFailed,
  type PlotOptions,
  plotFiles,
  plotFormats,
  plotKinds,
} from '../node/index.ts';
import { ArgumentError, checkChoice } from '../util/index.ts';
import { type ColourMapName, themes } from '../visualize/index.ts';
import { exitCodes, printError } from './errors.ts';
import { printLine } from './output.ts';
import { parseDuration, parseNumber } from './parse.ts';
import { errorFacts } from './reporter.ts';

/** The raw words of the options, as commander hands them over. */
export interface PlotWords {
  readonly kind?: string;
  readonly against?: string;
  readonly start?: string;
  readonly duration?: string;
  readonly channel?: string;
  readonly frequency?: string;
  readonly minHz?: string;
  readonly maxHz?: string;
  readonly mels?: string;
  readonly fftSize?: string;
  readonly hop?: string;
  readonly topDb?: string;
  readonly reference?: string;
  readonly colourMap?: string;
  readonly log?: true;
  readonly yLabel?: string;
  readonly out: string;
  readonly format?: string;
  readonly width?: string;
  readonly height?: string;
  readonly scale?: string;
  readonly title?: string;
  readonly theme?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly debug?: true;
}

/** Draws; returns the exit code: failed if a picture could not be made. Throws ArgumentError for wrong usage. */
export async function runPlot(inputs: readonly string[], words: PlotWords): Promise<number> {
  const results = await plotFiles(inputs, {
    ...plotOptions(words),
    onEvent: (event) => report(event, words),
  });
  const failures = results.filter((result) => result.type === 'failed');
  if (failures.length === 0) return exitCodes.ok;
  const isUsage = failures.every(({ error }) => error instanceof ArgumentError);
  return isUsage ? exitCodes.usage : exitCodes.failed;
}

function report(event: PlotDone | PlotFailed, { json, quiet, debug }: PlotWords): void {
  if (json) {
    printLine(JSON.stringify(event.type === 'done' ? event : { ...event, error: errorFacts(event.error) }));
  } else if (event.type === 'failed') {
    printError(event.error, { debug: debug === true });
  } else if (!quiet) {
    for (const note of event.notes) process.stderr.write(`  ${note}\n`);
    printLine(event.output);
  }
}

function plotOptions(words: PlotWords): PlotOptions {
  const integer = (option: string, text: string, min: number): number =>
    parseNumber(option, text, { min, integer: true });
  const options = {
    kind: given(words.kind, (text) => checkChoice('--kind', text, plotKinds)),
    against: words.against,
    out: words.out,
    format: given(words.format, (text) => checkChoice('--format', text, plotFormats)),
    startSeconds: given(words.start, (text) => parseDuration('--start', text)),
    durationSeconds: given(words.duration, (text) => parseDuration('--duration', text)),
    channel: given(words.channel, parseChannel),
    frequency: given(words.frequency, (text) => checkChoice('--frequency', text, ['linear', 'log', 'mel'])),
    minHz: given(words.minHz, (text) => parseNumber('--min-hz', text, { min: 0 })),
    maxHz: given(words.maxHz, (text) => parseNumber('--max-hz', text, { min: 1 })),
    melCount: given(words.mels, (text) => integer('--mels', text, 1)),
    fftSize: given(words.fftSize, (text) => integer('--fft-size', text, 2)),
    hopSize: given(words.hop, (text) => integer('--hop', text, 1)),
    topDb: given(words.topDb, (text) => parseNumber('--top-db', text, { min: 1, max: 400 })),
    reference: given(words.reference, (text) =>
      checkChoice('--reference', text, ['peak', 'full-scale']) === 'peak' ? ('peak' as const) : 1,
    ),
    colourMap: words.colourMap as ColourMapName | undefined,
    log: words.log,
    yLabel: words.yLabel,
    title: words.title,
    width: given(words.width, (text) => integer('--width', text, 100)),
    height: given(words.height, (text) => integer('--height', text, 60)),
    scale: given(words.scale, (text) => parseNumber('--scale', text, { min: 0.25, max: 8 })),
    theme: given(words.theme, (text) =>
      checkChoice('--theme', text, Object.keys(themes) as (keyof typeof themes)[]),
    ),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function parseChannel(text: string): number {
  const named = ['left', 'right'].indexOf(text.toLowerCase());
  return named >= 0 ? named : parseNumber('--channel', text, { min: 0, integer: true });
}

function given<T, U>(value: T | undefined, translate: (value: T) => U): U | undefined {
  return value === undefined ? undefined : translate(value);
}
