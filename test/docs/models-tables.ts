/** The tables of docs/models.md as the list of networks makes them. */

import { createModel, type NetworkSetting, networks, parameterCount } from '../../src/models/index.ts';

/** What the original's README says, in millions. */
const promised: Readonly<Record<string, string>> = {
  SpectrogramNetSimple: '7.9',
  SpectrogramNetLSTM: '32.3',
  SpectrogramNetVAE: '40',
  AudioNetSimple: '7.9',
  AudioNetSimpleLSTM: '32.3',
  AudioNetVAE: '40',
  HybridNet: '65.5',
};

/** The page with its tables, each between two comments, as they should be. */
export function withTables(page: string): string {
  return replaced(replaced(page, 'counts', countsTable()), 'settings', settingsTable());
}

function replaced(page: string, name: string, table: string): string {
  const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
  return page.replace(marked, (_whole, open: string, close: string) => open + table + close);
}

function countsTable(): string {
  const rows = networks.map((network) => {
    const { shape, settings } = createModel({ network });
    const count = parameterCount(network, shape, settings).toLocaleString('en-US');
    return `| ${network.name} | ${count} | ${promised[network.name] ?? '–'} M | ${network.summary} |`;
  });
  return ['| network | parameters | the README said | what it is |', '|---|--:|--:|---|', ...rows].join('\n');
}

function settingsTable(): string {
  const settings = new Map(networks.flatMap((network) => network.settings.map((s) => [s.key, s] as const)));
  const rows = [...settings.values()].map((setting) => {
    const { key, summary } = setting;
    return `| \`${key}\` | ${valuesOf(setting)} | ${String(setting.default)} | ${ownersOf(key)} | ${summary} |`;
  });
  return ['| setting | values | default | of | meaning |', '|---|---|---|---|---|', ...rows].join('\n');
}

function valuesOf({ kind, min, max, choices }: NetworkSetting): string {
  if (choices !== undefined) return choices.join(', ');
  return kind === 'boolean' ? 'true, false' : `${min} to ${max}`;
}

function ownersOf(key: string): string {
  const owners = networks.filter(({ settings }) => settings.some((setting) => setting.key === key));
  return owners.length === networks.length ? 'all' : owners.map(({ name }) => name).join(', ');
}
