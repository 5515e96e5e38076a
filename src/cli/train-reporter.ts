/** Tells the user how a training goes: a line per epoch and one that moves, JSON lines, or nothing. */

import type { TrainEvent, TrainModelResult } from '../node/index.ts';
import type { EpochRecord, RunProgress } from '../train/index.ts';
import { errorLine } from './errors.ts';
import { clock, printLine } from './output.ts';

/** Takes the events of a training. */
export interface TrainReporter {
  event(event: TrainEvent): void;
  end(result: TrainModelResult): void;
  /** Removes the line that moves. */
  clear(): void;
  /** Whether there is a checkpoint to go on from. */
  hasSaved(): boolean;
}

/** Redrawn at most this often: faster is flicker. */
const redrawMilliseconds = 100;
/** Where there is no terminal, a line at most this often within an epoch. */
const plainMilliseconds = 30_000;
/** Tracks left out that are told one by one; more are counted. */
const toldTracks = 5;

/** Nothing but errors, which others print. */
export function quietTrainReporter(): TrainReporter {
  return watching(() => {});
}

/** An object per line on standard output; progress about once a second. */
export function jsonTrainReporter(): TrainReporter {
  let toldAt = 0;
  const reporter = watching((event) => {
    if (event.type === 'progress') {
      const now = performance.now();
      if (now - toldAt < 1000) return;
      toldAt = now;
      printLine(JSON.stringify({ type: event.type, ...event.progress }));
      return;
    }
    printLine(
      JSON.stringify(event.type === 'begin' ? { ...event, skipped: [...event.skipped.keys()] } : event),
    );
  });
  return {
    ...reporter,
    end: ({ end, best, skipped, skippedCount }) =>
      printLine(JSON.stringify({ type: 'end', end, best, skipped: [...skipped.keys()], skippedCount })),
  };
}

/** Lines for people on standard error. */
export function textTrainReporter(): TrainReporter {
  const stream = process.stderr;
  let drawnAt = performance.now();
  let isDrawn = false;
  let maxEpochs = 0;
  let rate: number | undefined;

  function clear(): void {
    if (isDrawn) stream.write('\r\u001b[K');
    isDrawn = false;
  }
  function say(line: string): void {
    clear();
    stream.write(`${line}\n`);
  }
  function progress(state: RunProgress): void {
    maxEpochs = state.maxEpochs;
    const now = performance.now();
    if (now - drawnAt < (stream.isTTY ? redrawMilliseconds : plainMilliseconds)) return;
    drawnAt = now;
    const line = progressLine(state);
    if (!stream.isTTY) {
      say(line);
      return;
    }
    const columns = Math.max(20, (stream.columns ?? 80) - 1);
    stream.write(`\r\u001b[K${line.slice(0, columns)}`);
    isDrawn = true;
  }
  function epoch(record: EpochRecord): void {
    const lowered = rate !== undefined && record.learningRate < rate;
    rate = record.learningRate;
    say(`${epochLine(record, maxEpochs)}${lowered ? `  learning rate ${short(rate)}` : ''}`);
  }
  const reporter = watching((event) => {
    if (event.type === 'begin') for (const line of beginLines(event)) say(line);
    if (event.type === 'note') say(event.note);
    if (event.type === 'progress') progress(event.progress);
    if (event.type === 'epoch') epoch(event.record);
  });
  return {
    ...reporter,
    clear,
    end(result) {
      clear();
      for (const line of endLines(result)) say(line);
    },
  };
}

function watching(take: (event: TrainEvent) => void): TrainReporter {
  let saved = false;
  return {
    event(event) {
      if (event.type === 'saved' || (event.type === 'begin' && event.resumed !== undefined)) saved = true;
      take(event);
    },
    end: () => {},
    clear: () => {},
    hasSaved: () => saved,
  };
}

function beginLines(event: Extract<TrainEvent, { type: 'begin' }>): string[] {
  const { network, parameterCount, device, skipped, resumed } = event;
  const millions = (parameterCount / 1e6).toFixed(parameterCount < 1e6 ? 3 : 1);
  const told = [...skipped].slice(0, toldTracks);
  return [
    `${network}, ${millions} million parameters, on ${device}`,
    `${event.trackCount} tracks (${clock(event.durationSeconds)}) to train on, ${event.validationTrackCount} to validate on`,
    ...told.map(([track, error]) => `left out: ${leftOut(track, errorLine(error))}`),
    ...(skipped.size > told.length ? [`left out: ${skipped.size - told.length} more`] : []),
    ...(resumed === undefined
      ? []
      : [`going on after epoch ${resumed.epoch}${resumed.batch > 0 ? ` and ${resumed.batch} batches` : ''}`]),
  ];
}

/** Most errors name the track themselves. */
function leftOut(track: string, line: string): string {
  return line.includes(track) ? line : `${track}: ${line}`;
}

function progressLine(state: RunProgress): string {
  const { stage, epoch, maxEpochs, batch, batchCount, meanLoss, examplesPerSecond, secondsLeft } = state;
  return [
    `epoch ${epoch}/${maxEpochs}`,
    `${stage === 'train' ? '' : 'validation '}${batch}/${batchCount}`,
    ...(Number.isNaN(meanLoss) ? [] : [`loss ${short(meanLoss)}`]),
    ...(examplesPerSecond === undefined ? [] : [`${examplesPerSecond.toPrecision(3)} excerpts/s`]),
    ...(secondsLeft === undefined ? [] : [`at most ${clock(secondsLeft)} left`]),
    ...(state.skippedCount === 0 ? [] : [`${state.skippedCount} batches left out`]),
  ].join('  ');
}

function epochLine({ epoch, trainLoss, validation, isBest }: EpochRecord, maxEpochs: number): string {
  const { siSdr, mixtureSiSdr } = validation ?? {};
  return [
    `epoch ${epoch}${maxEpochs === 0 ? '' : `/${maxEpochs}`}`,
    `loss ${short(trainLoss)}`,
    ...(validation === null ? [] : [`validation ${short(validation.loss)}`]),
    ...(typeof siSdr === 'number' && typeof mixtureSiSdr === 'number'
      ? [`SI-SDR ${siSdr.toFixed(2)} dB (mixture ${mixtureSiSdr.toFixed(2)})`]
      : []),
    ...(isBest ? ['best'] : []),
  ].join('  ');
}

function endLines({ end, best, history, skipped, skippedCount }: TrainModelResult): string[] {
  const ending =
    end === 'plateau' ? 'stopped: nothing got better any more' : `done: ${history.length} epochs`;
  return [
    `${ending}${best === undefined ? '' : `, the best was epoch ${best.epoch}`}`,
    ...(skipped.size === 0 ? [] : [`${skipped.size} tracks were left out`]),
    ...(skippedCount === 0 ? [] : [`${skippedCount} batches were left out: loss or gradient not finite`]),
  ];
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
}
