/** What a reader must know before trusting the numbers: failures, findings of the checks, what was made to fit. */

import type { Evaluation } from '../scores.ts';
import { type Html, html } from './html.ts';

/** Tracks named per remark; the rest are counted. */
const mostNames = 8;

/** Failures, findings and notes; each remark once, with the tracks it is about. */
export function remarksSection({ failures, tracks }: Evaluation): Html {
  const findings = tracks.flatMap(({ track, separator, findings: own }) =>
    own.map(({ words, severity }) => ({ about: `${track} (${separator})`, words, severity })),
  );
  const notes = tracks.flatMap(({ track, notes: own }) => own.map((words) => ({ about: track, words })));
  const failed = failures.map(
    ({ track, separator, message }) => html`<li><b>${track}</b>, ${separator}: ${message}</li>
`,
  );
  const problems = findings.filter(({ severity }) => severity === 'problem');
  const notices = findings.filter(({ severity }) => severity === 'notice');
  const blocks = [
    list('Failed', failed, 'These tracks are in no number above.'),
    list('Probably wrong', grouped(problems), 'Found by checks that need no references.'),
    list(
      'Worth a look',
      grouped(notices),
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

/** One item per text, with whom it is about. */
function grouped(remarks: readonly { readonly about: string; readonly words: string }[]): Html[] {
  const groups = new Map<string, Set<string>>();
  for (const { about, words } of remarks) {
    groups.set(words, (groups.get(words) ?? new Set()).add(about));
  }
  return [...groups].map(([words, about]) => {
    const names = [...about];
    const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
    return html`<li>${words}: <i>${names.slice(0, mostNames).join(', ')}${more}</i></li>
`;
  });
}
