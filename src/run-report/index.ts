/** Training runs as pages: what a run tells, collected, and one HTML file of it. Stands beside the hosts' common part; both hosts write such pages. */

export {
  type ExcerptSounds,
  excerptPicture,
  excerptSounds,
  type ReportMedia,
  reportMedia,
} from './media.ts';
export { type RunReportData, runReport } from './report.ts';
export { createRunReporter, type RunReporter, type RunReporterOptions } from './run-reporter.ts';
