/** What the numbers sound like: the best and the worst place of each separator and stem, to hear and to see. */

import { base64, figureText, type Html, html, raw } from '../../visualize/index.ts';
import type { ReportExcerpt } from '../excerpt-media.ts';
import { excerptKinds } from '../excerpts.ts';
import { timeText } from './labels.ts';

/** The excerpts, by separator; how many had to be left out to keep the page small enough to open. */
export function excerptsSection(excerpts: readonly ReportExcerpt[], maxMediaBytes: number): Html | undefined {
  if (excerpts.length === 0) return undefined;
  const shown = withinBudget(excerpts, maxMediaBytes);
  const lost = excerpts.filter(({ media }) => media === undefined).length;
  const tooMany = excerpts.length - lost - shown.size;
  const separators = [...new Set(excerpts.map(({ separator }) => separator))];
  return html`<section aria-labelledby="excerpts">
<h2 id="excerpts">Best and worst</h2>
<p>Where a frame of a stem has the highest or the lowest score of all tracks, frames in which the stem is silent left aside: the frame is in the
middle of each excerpt. Colours are decibels below the reference’s peak. The sounds are mp3; scores were computed before.</p>
${tooMany > 0 ? html`<p class="notice">${tooMany} of ${excerpts.length} excerpts were left out: sounds and pictures take at most ${Math.round(maxMediaBytes / 1e6)} MB here. They lie in the folders media beside this page.</p>` : undefined}
${lost > 0 ? html`<p class="notice">${lost} of ${excerpts.length} excerpts could not be made.</p>` : undefined}
${separators.map((separator) => {
  const own = excerpts.filter((one) => one.separator === separator && shown.has(one));
  if (own.length === 0) return html``;
  const stems = [...new Set(own.map(({ stem }) => stem))];
  return html`<h3>${separator}</h3>
${stems.map(
  (stem, n) => html`<details${n === 0 ? html` open` : undefined}>
<summary>${stem}</summary>
<div class="pairs">
${own.filter((one) => one.stem === stem).map(card)}
</div>
</details>
`,
)}`;
})}
</section>
`;
}

/** The best of every separator and stem before the worst of any, as many as there is room for. */
function withinBudget(excerpts: readonly ReportExcerpt[], maxBytes: number): ReadonlySet<ReportExcerpt> {
  const shown = new Set<ReportExcerpt>();
  let room = maxBytes;
  for (const kind of excerptKinds) {
    for (const excerpt of excerpts) {
      if (excerpt.kind !== kind || excerpt.media === undefined) continue;
      const { mixture, reference, estimate, picture } = excerpt.media;
      // Base64 takes four letters for three bytes.
      const bytes = picture.length + ((mixture.length + reference.length + estimate.length) * 4) / 3;
      if (bytes > room) continue;
      room -= bytes;
      shown.add(excerpt);
    }
  }
  return shown;
}

function card({ kind, track, separator, stem, moment, media }: ReportExcerpt): Html {
  const { startSeconds, durationSeconds, picture } = media!;
  const time = `${timeText(startSeconds)} to ${timeText(startSeconds + durationSeconds)}`;
  const label = `${stem} of ${track}, ${separator}`;
  const players = (['mixture', 'reference', 'estimate'] as const).map(
    (
      name,
    ) => html`<div><dt>${name}</dt><dd><audio controls preload="metadata" aria-label="${name}: ${label}" src="data:audio/mpeg;base64,${raw(base64(media![name]))}"></audio></dd></div>
`,
  );
  return html`<article class="card">
<h4>${kind === 'best' ? 'Best' : 'Worst'}: ${moment.score} ${figureText(moment.value)} dB</h4>
<p>${track}, ${time}</p>
<dl class="players">
${players}
</dl>
<div class="scroll" role="region" tabindex="0" aria-label="Spectrograms: ${label}">${raw(picture)}</div>
</article>
`;
}
