/** What a reader must know before trusting the numbers: failures, findings of the checks, what was made to fit. */

import type { SeparationFinding } from '../../metrics/index.ts';
import { type Html, html } from '../../visualize/index.ts';
import type { Evaluation } from '../scores.ts';

/** Tracks named per remark; the rest are counted. */
const mostNames = 8;

/** Something about a track. Remarks with one `key` are alike. */
interface Remark {
  readonly key: string;
  readonly words: string;
  readonly track: string;
}

/** Failures, findings and notes; those that are alike together, with the tracks they are about. */
export function remarksSection({ failures, tracks }: Evaluation): Html {
  const findingsOf = (wanted: SeparationFinding['severity']): Remark[] =>
    tracks.flatMap(({ track, separator, findings }) =>
      findings
        .filter(({ severity }) => severity === wanted)
        .map(({ kind, stem, other, words }) => ({
          key: JSON.stringify([separator, kind, stem, other]),
          words: `${separator}: ${words}`,
          track,
        })),
    );
  const notes = tracks.flatMap(({ track, notes: own }) =>
    own.map((words): Remark => ({ key: words, words, track })),
  );
  const failed = failures.map(
    ({ track, separator, message }) => html`<li><b>${track}</b>, ${separator}: ${message}</li>
`,
  );
  const blocks = [
    list('Failed', failed, 'These tracks are in no number above.'),
    list('Probably wrong', grouped(findingsOf('problem')), 'Found by checks that need no references.'),
    list(
      'Worth a look',
      grouped(findingsOf('notice')),
      'Found by checks that need no references; normal for some music and methods.',
      true,
    ),
    list('How references and estimates were made to fit', grouped(notes), undefined, true),
  ].filter((block) => block !== undefined);
  return html`<section aria-labelledby="remarks">
<h2 id="remarks">Failures and remarks</h2>
${blocks.length === 0 ? html`<p>None: every track was measured, and nothing had to be made to fit.</p>` : blocks}
</section>
`;
}

function list(title: string, items: readonly Html[], explanation?: string, closed = false): Html | undefined {
  if (items.length === 0) return undefined;
  return html`<details${closed ? undefined : html` open`}>
<summary>${title} (${items.length})</summary>
${explanation === undefined ? undefined : html`<p>${explanation}</p>`}
<ul>
${items}
</ul>
</details>
`;
}

/** One item for all that are alike: what the first says, and the tracks. */
function grouped(remarks: readonly Remark[]): Html[] {
  const groups = new Map<string, { readonly words: string; readonly tracks: Set<string> }>();
  for (const { key, words, track } of remarks) {
    const group = groups.get(key) ?? { words, tracks: new Set() };
    groups.set(key, group);
    group.tracks.add(track);
  }
  return [...groups.values()].map(({ words, tracks }) => {
    const names = [...tracks];
    const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
    const count = names.length === 1 ? '' : ` Alike on ${names.length} tracks:`;
    return html`<li>${words}.${count} <i>${names.slice(0, mostNames).join(', ')}${more}</i></li>
`;
  });
}
