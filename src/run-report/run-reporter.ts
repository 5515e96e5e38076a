/** Listens to a run and says what a report of it needs: series over steps, records of epochs, the last excerpts. */

import type { EpochRecord, RunExcerpt, RunLog, TrainingConfig } from '../train/index.ts';
import { excerptSounds, type ReportMedia, reportMedia } from './media.ts';
import { type RunReportData, runReport } from './report.ts';
import { createSeries } from './series.ts';

/** A RunLog that can be asked for the report at any time. */
export interface RunReporter extends RunLog {
  epoch(record: EpochRecord): void;
  note(text: string): void;
  excerpts(excerpts: readonly RunExcerpt[], step: number): Promise<void>;
  /** The page as it is now. */
  report(): string;
}

/** Options of {@link createRunReporter}. */
export interface RunReporterOptions
  extends Pick<RunReportData, 'parameterCount' | 'folder' | 'tool' | 'maxMediaBytes'> {
  readonly config: TrainingConfig;
  /** Epochs that an earlier run has done. Default: none. */
  readonly history?: readonly EpochRecord[];
}

/**
 * A reporter for one run; `report()` gives the page. Memory is bounded however long the run is, but for a record per epoch.
 *
 * @example
 * const reporter = createRunReporter({ config });
 * await runTraining({ ...options, logs: [reporter] });
 * page.srcdoc = reporter.report();
 */
export function createRunReporter({ history = [], ...facts }: RunReporterOptions): RunReporter {
  const records = [...history];
  const series = { 'loss/iter/train': createSeries(), 'gradient_norm/iter': createSeries() };
  const notes: string[] = [];
  let media: readonly ReportMedia[] = [];
  return {
    scalar(tag, value, step) {
      if (tag in series) series[tag as keyof typeof series].add(step, value);
    },
    image() {},
    audio() {},
    histogram() {},
    epoch(record) {
      // An epoch that is trained again counts once.
      while (records.length > 0 && records.at(-1)!.epoch >= record.epoch) records.pop();
      records.push(record);
    },
    async excerpts(excerpts, epoch) {
      const made: ReportMedia[] = [];
      for (const [n, excerpt] of excerpts.entries()) {
        for (const [target, sounds] of excerptSounds(excerpt)) {
          made.push(await reportMedia(sounds, { target, excerpt: n + 1, epoch }));
        }
      }
      media = made;
    },
    note(text) {
      notes.push(text);
    },
    close() {},
    report: () =>
      runReport({
        ...facts,
        records,
        notes,
        media,
        steps: {
          loss: series['loss/iter/train'].points(),
          gradientNorm: series['gradient_norm/iter'].points(),
        },
      }),
  };
}
