/** What the model sounds like now: excerpts of the validation to hear and to see. */

import { base64, type Html, html, raw } from '../visualize/index.ts';
import { type ReportMedia, soundNames } from './media.ts';

/** The excerpts, as many as fit into `maxBytes`; nothing where there are none. */
export function excerptsSection(media: readonly ReportMedia[], maxBytes: number): Html | undefined {
  if (media.length === 0) return undefined;
  const shown = withinBudget(media, maxBytes);
  const left = media.length - shown.length;
  return html`<section aria-labelledby="excerpts">
<h2 id="excerpts">Excerpts</h2>
<p>The same excerpts of the validation each time, after epoch ${media[0]!.epoch}. The residual is what the estimate leaves of the mixture. Colours are decibels below
the mixture’s peak: a dark difference is small.</p>
${left > 0 ? html`<p class="notice">${left} of ${media.length} were left out to keep the page small; with "save_audio" and "save_image" they lie in the folders audio and images.</p>` : undefined}
${shown.map(card)}
</section>
`;
}

function withinBudget(media: readonly ReportMedia[], maxBytes: number): ReportMedia[] {
  let room = maxBytes;
  return media.filter(({ sounds, pictures }) => {
    const soundBytes = soundNames.reduce((sum, name) => sum + sounds[name].length, 0);
    // Base64 takes four letters for three bytes.
    room -= (soundBytes * 4) / 3 + pictures.reduce((sum, { length }) => sum + length, 0);
    return room >= 0;
  });
}

function card({ target, excerpt, mediaType, sounds, pictures }: ReportMedia): Html {
  const label = `${target}, excerpt ${excerpt}`;
  const players = soundNames.map(
    (name) =>
      html`<div><dt>${name}</dt><dd><audio controls preload="metadata" aria-label="${name}: ${label}" src="data:${mediaType};base64,${raw(base64(sounds[name]))}"></audio></dd></div>
`,
  );
  return html`<article class="card">
<h3>${label}</h3>
<dl class="players">
${players}
</dl>
<div class="pictures">
${pictures.map((svg, n) => html`<div class="scroll" role="region" tabindex="0" aria-label="${n === 0 ? 'Spectrograms' : 'Waveforms'}: ${label}">${raw(svg)}</div>`)}
</div>
</article>
`;
}
