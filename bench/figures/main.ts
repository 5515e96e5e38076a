/**
 * `npm run figures -- AREA [FILTER] [--write]`: measures the figures of an area, prints a line each (what, measured, floor,
 * verdict) and exits with 1 where one falls short. FILTER keeps the figures whose file or text contains it. The results
 * also go to bench/results/AREA.json, where they replace earlier ones of the same figure on the same machine, and with
 * --write all that stands there goes to docs/figures/AREA.md.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Figure } from './figure.ts';
import { figuresPage, type Machine, type Results, type Row } from './table.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const write = process.argv.includes('--write');
const [area, filter = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const areas = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

if (area === undefined || !areas.includes(area)) {
  const got = area ?? 'none';
  console.error(`figures: expected an area (${areas.join(', ')}), got ${got}. Run: npm run figures -- AREA`);
  process.exit(2);
}
const rows: Row[] = [];
for (const file of readdirSync(`${here}${area}`).sort()) {
  if (!file.endsWith('.ts')) continue;
  const { default: figures } = (await import(pathToFileURL(`${here}${area}/${file}`).href)) as {
    default: Figure[];
  };
  for (const figure of figures) {
    if (!`${file} ${figure.what}`.toLowerCase().includes(filter.toLowerCase())) continue;
    rows.push(await measureFigure(figure));
    printRow(rows.at(-1)!);
  }
}

const machine: Machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
const results: Results = { machine, rows: mergeRows(earlierRows()) };
writeFile(`../results/${area}.json`, `${JSON.stringify(results, null, 2)}\n`);
if (write) writeFile(`../../docs/figures/${area}.md`, figuresPage(area, results));

const short = rows.filter((row) => !row.ok).length;
console.log(`\n${rows.length - short} of ${rows.length} figures hold.`);
process.exit(short === 0 && rows.length > 0 ? 0 : 1);

async function measureFigure(figure: Figure): Promise<Row> {
  const { what, floor } = figure;
  try {
    return { what, floor, ...(await figure.measure()) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { what, floor, measured: `failed: ${message}`, ok: false };
  }
}

/** What earlier runs on this machine measured. */
function earlierRows(): readonly Row[] {
  const file = fileURLToPath(new URL(`../results/${area}.json`, import.meta.url));
  if (!existsSync(file)) return [];
  const earlier = JSON.parse(readFileSync(file, 'utf8')) as Results;
  return JSON.stringify(earlier.machine) === JSON.stringify(machine) ? earlier.rows : [];
}

/** The rows of this run in the places of those that they replace, new ones behind. */
function mergeRows(earlier: readonly Row[]): readonly Row[] {
  const merged = new Map(earlier.map((row) => [row.what, row]));
  for (const row of rows) merged.set(row.what, row);
  return [...merged.values()];
}

function printRow({ what, measured, floor, ok, note }: Row): void {
  const verdict = ok ? 'ok   ' : 'SHORT';
  console.log(`${verdict}  ${what} | ${measured} | floor: ${floor}${note === undefined ? '' : ` | ${note}`}`);
}

function writeFile(path: string, text: string): void {
  const file = fileURLToPath(new URL(path, import.meta.url));
  mkdirSync(fileURLToPath(new URL('.', pathToFileURL(file))), { recursive: true });
  writeFileSync(file, text);
}
