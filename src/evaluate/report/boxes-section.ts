/** How scores are spread over tracks: a box plot per score, stems side by side. */

import { boxPicture, type Html, html, raw, renderSvg } from '../../visualize/index.ts';
import type { Evaluation } from '../scores.ts';
import type { ScoreSummary } from '../summary.ts';
import { scoreLabel } from './labels.ts';

/** Fewer tracks have no distribution to show. */
const fewestTracks = 3;
/** Pixels for a box with its gaps, and for everything around the boxes. */
const boxPixels = 46;
const framePixels = 110;
const widthRange = { min: 420, max: 1800 } as const;

/** The box plots; nothing of so few tracks that boxes would only pretend. */
export function boxesSection(
  { stems, separators, columns }: Evaluation,
  summaries: readonly ScoreSummary[],
): Html | undefined {
  const tracks = Math.max(0, ...summaries.map(({ values }) => values.length));
  if (tracks < fewestTracks) return undefined;
  const plots = columns.flatMap((score, n) => {
    const own = summaries.filter((one) => one.score.name === score.name);
    const shown = stems.filter((stem) => own.some((one) => one.stem === stem));
    if (shown.length === 0) return [];
    const groups = shown.map((label) => ({
      label,
      items: separators.map(
        (separator) => own.find((one) => one.stem === label && one.separator === separator)?.values,
      ),
    }));
    const wanted = framePixels + groups.length * Math.max(2, separators.length) * boxPixels;
    const width = Math.max(widthRange.min, Math.min(widthRange.max, wanted));
    const title = `${score.name} per stem over ${tracks} tracks`;
    const picture = boxPicture(groups, { series: separators, yLabel: scoreLabel(score), width, title });
    return [
      html`<details${raw(n === 0 ? ' open' : '')}>
<summary>${score.name}</summary>
<div class="scroll" role="region" tabindex="0" aria-label="${title}">${raw(renderSvg(picture))}</div>
</details>
`,
    ];
  });
  if (plots.length === 0) return undefined;
  return html`<section aria-labelledby="boxes">
<h2 id="boxes">Spread over tracks</h2>
<p>Boxes from quartile to quartile with the median in them; whiskers to the last track within one and a half box lengths; discs beyond.</p>
${plots}
</section>
`;
}
