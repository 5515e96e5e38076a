/**
 * `npm run figures -- AREA [FILTER]`: measures the figures of an area, prints a line each (what, measured, floor, verdict) and
 * exits with 1 where one falls short. FILTER keeps the figures whose file or text contains it. The results also go to
 * bench/results/AREA.json.
 */

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Figure, Measurement } from './figure.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const [area, filter = ''] = process.argv.slice(2);
const areas = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

if (area === undefined || !areas.includes(area)) {
  console.error(
    `figures: expected an area (${areas.join(', ')}), got ${area ?? 'none'}. Run: npm run figures -- AREA`,
  );
  process.exit(2);
}

interface Row extends Measurement {
  readonly what: string;
  readonly floor: string;
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

mkdirSync(`${here}../results`, { recursive: true });
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
writeFileSync(`${here}../results/${area}.json`, `${JSON.stringify({ area, machine, rows }, null, 2)}\n`);
const short = rows.filter((row) => !row.ok).length;
console.log(`\n${rows.length - short} of ${rows.length} figures hold.`);
process.exit(short === 0 && rows.length > 0 ? 0 : 1);

async function measureFigure(figure: Figure): Promise<Row> {
  const { what, floor } = figure;
  try {
    return { what, floor, ...(await figure.measure()) };
  } catch (error) {
    return {
      what,
      floor,
      measured: `failed: ${error instanceof Error ? error.message : String(error)}`,
      ok: false,
    };
  }
}

function printRow({ what, measured, floor, ok, note }: Row): void {
  console.log(
    `${ok ? 'ok   ' : 'SHORT'}  ${what} | ${measured} | floor: ${floor}${note === undefined ? '' : ` | ${note}`}`,
  );
}
