/** Is one separator better than another, or was it chance? Every two of them on the tracks that both have. */

import { figureText, type Html, html } from '../../visualize/index.ts';
import type { Evaluation } from '../scores.ts';
import { compareSeparators, type SeparatorComparison } from '../summary.ts';
import { scoreLabel } from './labels.ts';

/** With fewer tracks the signed-rank test cannot give p < 0.05. */
const fewestForTest = 6;
/** Below it a difference is called significant. */
const level = 0.05;

/** A table for every two separators; nothing of one, or of a single track, of which the first tables tell all. */
export function comparisonSection(evaluation: Evaluation): Html | undefined {
  const { separators } = evaluation;
  const pairs = separators.flatMap((first, n) =>
    separators.slice(n + 1).map((second) => ({ first, second })),
  );
  const compared = pairs.flatMap((pair) => {
    const found = compareSeparators(evaluation, pair);
    return found.length === 0 ? [] : [{ ...pair, found }];
  });
  if (compared.length === 0) return undefined;
  const count = compared.reduce((sum, { found }) => sum + found.length, 0);
  const most = Math.max(...compared.flatMap(({ found }) => found.map(({ result }) => result.count)));
  if (most < 2) return undefined;
  return html`<section aria-labelledby="pairs">
<h2 id="pairs">Two by two</h2>
<p>The median of the differences track by track, first minus second, with its 95 % interval by resampling the tracks (a paired bootstrap),
and the two-sided p of Wilcoxon’s signed-rank test. ${
    most < fewestForTest
      ? html`With ${most} tracks the test cannot find anything: p stays above ${level} below ${fewestForTest} tracks.`
      : html`The values of p are of each comparison by itself: of ${count} comparisons of equal separators, ${Math.max(1, Math.round(count * level))} would have p below ${level} by chance.`
  }</p>
${compared.map(
  ({ first, second, found }, n) => html`<details${n === 0 ? html` open` : undefined}>
<summary>${first} – ${second}</summary>
<div class="scroll" role="region" tabindex="0" aria-label="${first} compared with ${second}">
<table>
<thead><tr><th scope="col">stem</th><th scope="col" class="text">score</th><th scope="col">difference</th><th scope="col">${first} better</th><th scope="col">equal</th><th scope="col">${second} better</th><th scope="col">p</th><th scope="col" class="text">in favour of</th></tr></thead>
<tbody>
${found.map(row)}
</tbody>
</table>
</div>
</details>
`,
)}
</section>
`;
}

function row({ stem, score, first, second, result }: SeparatorComparison): Html {
  const { difference, wilcoxon, higher, equal, lower, count } = result;
  const [firstWins, secondWins] = score.better === 'higher' ? [higher, lower] : [lower, higher];
  const isClear = wilcoxon.p < level;
  const winner = difference.value > 0 === (score.better === 'higher') ? first : second;
  const interval =
    count > 1
      ? html` <small>[${figureText(difference.low)}, ${figureText(difference.high)}]</small>`
      : undefined;
  return html`<tr><th scope="row">${stem}</th><td class="text">${scoreLabel(score)}</td><td>${figureText(difference.value)}${interval}</td><td>${firstWins}</td><td>${equal}</td><td>${secondWins}</td><td>${pText(wilcoxon.p)}</td><td class="text">${isClear && difference.value !== 0 ? html`<b>${winner}</b>` : 'undecided'}</td></tr>
`;
}

function pText(p: number): string {
  if (Number.isNaN(p)) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
