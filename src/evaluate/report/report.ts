/** An evaluation as one HTML page that needs nothing beside it: tables, box plots, every track, excerpts to hear, how to do it again. */

import { type Html, html, raw } from '../../visualize/index.ts';
import type { ReportExcerpt } from '../excerpt-media.ts';
import type { Evaluation } from '../scores.ts';
import { summarize } from '../summary.ts';
import { boxesSection } from './boxes-section.ts';
import { comparisonSection } from './comparison-section.ts';
import { excerptsSection } from './excerpts-section.ts';
import { remarksSection } from './remarks-section.ts';
import { scoresSection } from './scores-section.ts';
import { reportScript } from './script.ts';
import { reportStyle } from './style.ts';
import { summarySection } from './summary-section.ts';
import { tracksSection } from './tracks-section.ts';

/** Options of {@link evaluationReport}. */
export interface ReportOptions {
  /** Of the measurement, as readers shall see it: `2026-11-20`. Default: none is shown. */
  readonly date?: string;
  /** What measured: `auralflow 0.1.0, Node 22.1.0`. Default: not shown. */
  readonly tool?: string;
  /** The command that does it again. Default: not shown. */
  readonly command?: string;
  /** Default none. */
  readonly excerpts?: readonly ReportExcerpt[];
  /** Sounds and pictures beyond are left out, the worst places first, and the page says so. Default 24 MB: mail takes it. */
  readonly maxMediaBytes?: number;
}

const defaultMediaBytes = 24e6;

/**
 * The text of the page. The same evaluation and options give the same text. It holds its style, script, pictures and sounds, asks
 * nothing of the network, and escapes every name.
 */
export function evaluationReport(evaluation: Evaluation, options: ReportOptions = {}): string {
  const { excerpts = [], maxMediaBytes = defaultMediaBytes, command } = options;
  const summaries = summarize(evaluation);
  const sections: readonly (readonly [id: string, title: string, section: Html | undefined])[] = [
    ['summary', 'Scores', summarySection(evaluation, summaries)],
    ['boxes', 'Spread over tracks', boxesSection(evaluation, summaries)],
    ['pairs', 'Two by two', comparisonSection(evaluation)],
    ['excerpts', 'Best and worst', excerptsSection(excerpts, maxMediaBytes)],
    ['tracks', 'Tracks', tracksSection(evaluation)],
    ['remarks', 'Failures and remarks', remarksSection(evaluation)],
    ['scores', 'What the scores say', scoresSection(evaluation)],
    ['again', 'To do it again', command === undefined ? undefined : againSection(command)],
  ];
  const shown = sections.filter(([, , section]) => section !== undefined);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; media-src data:">
<title>${evaluation.separators.join(', ')} on ${evaluation.dataset}</title>
<style>${raw(reportStyle())}</style>
</head>
<body>
${heading(evaluation, options)}
<nav aria-label="Contents"><ul>${shown.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
${shown.map(([, , section]) => section!)}
</main>
<script>${raw(reportScript)}</script>
</body>
</html>
`.markup;
}

function heading(
  { dataset, separators, stems, tracks, failures }: Evaluation,
  { date, tool }: ReportOptions,
): Html {
  const songs = new Set(tracks.map(({ track }) => track)).size;
  const fact = (name: string, value: string | undefined): Html =>
    value === undefined || value === '' ? html`` : html`<dt>${name}</dt><dd>${value}</dd>\n`;
  return html`<header>
<h1>Separation of ${dataset}</h1>
<dl class="facts">
${fact('separators', separators.join(', '))}${fact('stems', stems.join(', '))}${fact('tracks', `${songs} measured${failures.length === 0 ? '' : `; ${failures.length} ${failures.length === 1 ? 'failure' : 'failures'}, see below`}`)}${fact('date', date)}${fact('made with', tool)}</dl>
</header>`;
}

function againSection(command: string): Html {
  return html`<section aria-labelledby="again">
<h2 id="again">To do it again</h2>
<pre><code>${command}</code></pre>
</section>
`;
}
