/** The tables of docs/training.md: every key of a configuration, from the list that the code itself checks by. */

import { networks } from '../../src/models/index.ts';
import { fixedKeys, type SectionKey, sectionNames } from '../../src/train/index.ts';

/** Lines between which the tables stand. */
export const tableMarkers = ['<!-- tables: npx tsx scripts/config-tables.ts -->', '<!-- end -->'] as const;

/** One table per section. */
export function configTables(): string {
  return sectionNames
    .map((section) => {
      const rows = fixedKeys.filter((key) => key.section === section).map(row);
      const own = section === 'model_params' ? networkRows() : [];
      return [
        `### ${section}`,
        '',
        '| key | default | range | meaning |',
        '|---|---|---|---|',
        ...rows,
        ...own,
      ].join('\n');
    })
    .join('\n\n');
}

/** Settings of all networks, each once, with the networks that have it where not all do. */
function networkRows(): string[] {
  const settings = networks.flatMap(({ settings: own }) => own);
  return [...new Map(settings.map((setting) => [setting.key, setting])).values()].map((setting) => {
    const having = networks.filter(({ settings: own }) => own.some(({ key }) => key === setting.key));
    const who = having.length === networks.length ? '' : ` (${having.map(({ name }) => name).join(', ')})`;
    return row({ section: 'model_params', ...setting, summary: `${setting.summary}${who}` });
  });
}

function row(key: SectionKey): string {
  const why = key.why === undefined ? '' : `. ${key.why[0]!.toUpperCase()}${key.why.slice(1)}`;
  return `| \`${key.key}\` | \`${JSON.stringify(key.default)}\` | ${rangeOf(key)} | ${escaped(`${key.summary}${why}`)} |`;
}

function rangeOf({ kind, min, max, choices }: SectionKey): string {
  if (kind === 'choice') return choices!.map((choice) => `\`${choice}\``).join(', ');
  if (kind === 'boolean') return 'true, false';
  if (kind === 'names') return 'names of stems';
  if (kind === 'criterion') return '[losses](losses.md)';
  if (kind === 'text') return 'text';
  const bounds = [min === undefined ? '' : `from ${min}`, max === undefined ? '' : `to ${max}`].filter(
    Boolean,
  );
  return `${kind === 'integer' ? 'integer' : 'number'} ${bounds.join(' ')}`.trim();
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
