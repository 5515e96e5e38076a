/** Every number, track by track: a table that a small script makes sortable and filterable, and that is complete without it. */

import { figureText, type Html, html, raw } from '../../visualize/index.ts';
import type { Evaluation, TrackScores } from '../scores.ts';
import { scoreLabel, timeText } from './labels.ts';

/** The list of tracks. */
export function tracksSection({ tracks, stems, separators, columns }: Evaluation): Html | undefined {
  if (tracks.length === 0) return undefined;
  const heads = ['track', 'separator', 'stem', ...columns.map(scoreLabel)].map(
    (title) => html`<th scope="col" aria-sort="none"><button type="button">${title}</button></th>`,
  );
  const rows = tracks.flatMap((track) => rowsOf(track, columns));
  return html`<section aria-labelledby="tracks">
<h2 id="tracks">Tracks</h2>
<form class="filters" hidden>
<label>Track <input type="search" name="track" autocomplete="off"></label>
${choice('separator', separators)}
${choice('stem', stems)}
<output aria-live="polite"></output>
</form>
<div class="scroll tall" role="region" tabindex="0" aria-label="Scores of all tracks">
<table id="track-list">
<thead><tr>${heads}</tr></thead>
<tbody>
${rows}
</tbody>
</table>
</div>
</section>
`;
}

function rowsOf(
  { track, separator, scores, durationSeconds }: TrackScores,
  columns: Evaluation['columns'],
): Html[] {
  return Object.entries(scores).map(([stem, own]) => {
    const cells = columns.map(({ name }) => {
      const score = own[name];
      const value = score?.value ?? null;
      return html`<td${raw(value === null ? '' : ` data-value="${value}"`)}>${figureText(value)}</td>`;
    });
    return html`<tr><th scope="row" title="${timeText(durationSeconds)}">${track}</th><td>${separator}</td><td>${stem}</td>${cells}</tr>
`;
  });
}

function choice(name: string, values: readonly string[]): Html | undefined {
  if (values.length < 2) return undefined;
  const label = name[0]!.toUpperCase() + name.slice(1);
  return html`<label>${label} <select name="${name}"><option value="">all</option>${values.map((value) => html`<option>${value}</option>`)}</select></label>`;
}
