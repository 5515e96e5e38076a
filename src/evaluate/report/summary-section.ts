/** The first thing in a report: per stem, how good each separator is. */

import { figureText, type Html, html } from '../../visualize/index.ts';
import type { Evaluation } from '../scores.ts';
import type { ScoreSummary } from '../summary.ts';
import { scoreLabel } from './labels.ts';

/** A table per stem: a line per separator, a column per score, medians with their intervals, the best of each column marked. */
export function summarySection(
  { stems, separators, columns }: Evaluation,
  summaries: readonly ScoreSummary[],
): Html {
  const shown = stems.filter((stem) => summaries.some((one) => one.stem === stem));
  const tables = shown.map((stem) => {
    const own = summaries.filter((one) => one.stem === stem);
    const names = separators.filter((name) => own.some(({ separator }) => separator === name));
    const scores = columns.filter(({ name }) => own.some(({ score }) => score.name === name));
    const rows = names.map((separator) => {
      const found = scores.map(({ name }) =>
        own.find((one) => one.separator === separator && one.score.name === name),
      );
      const tracks = Math.max(...found.map((one) => one?.values.length ?? 0));
      const cells = found.map((one) =>
        summaryCell(one, one !== undefined && names.length > 1 && isBest(one, own)),
      );
      return html`<tr><th scope="row">${separator}</th>${cells}<td>${tracks}</td></tr>`;
    });
    const heads = scores.map(
      (score) =>
        html`<th scope="col">${scoreLabel(score)}${score.better === 'lower' ? html` <small>lower is better</small>` : undefined}</th>`,
    );
    return html`<div class="scroll summary" role="region" tabindex="0" aria-label="Scores of ${stem}">
<table>
<caption>${stem}</caption>
<thead><tr><th scope="col">separator</th>${heads}<th scope="col">tracks</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>
</div>
`;
  });
  return html`<section aria-labelledby="summary">
<h2 id="summary">Scores</h2>
<p>The median over tracks of each track’s median over frames; in brackets the 95 % interval that resampling the tracks gives${
    separators.length > 1 ? html`. <b class="best">★</b> marks the best of each column` : undefined
  }.</p>
${tables.length === 0 ? html`<p>No track was measured.</p>` : tables}
</section>
`;
}

function summaryCell(summary: ScoreSummary | undefined, best: boolean): Html {
  if (summary === undefined) return html`<td>–</td>`;
  const { value, low, high } = summary.median;
  const interval =
    summary.values.length > 1 ? html`<small>[${figureText(low)}, ${figureText(high)}]</small>` : undefined;
  return best
    ? html`<td class="best"><b>${figureText(value)}</b><span class="star" role="img" aria-label="best">★</span> ${interval}</td>`
    : html`<td>${figureText(value)} ${interval}</td>`;
}

/** Whether no separator has a better median of this score and stem. */
function isBest({ score, median }: ScoreSummary, own: readonly ScoreSummary[]): boolean {
  const sign = score.better === 'higher' ? 1 : -1;
  return own.every(
    (other) => other.score.name !== score.name || sign * other.median.value <= sign * median.value,
  );
}
