/** Writes the tables of keys into docs/training.md. `npx tsx scripts/config-tables.ts` */

import { readFileSync, writeFileSync } from 'node:fs';
import { configTables, tableMarkers } from '../test/docs/config-tables.ts';

const page = new URL('../docs/training.md', import.meta.url);
const text = readFileSync(page, 'utf8');
const [begin, end] = tableMarkers;
const [head, rest] = text.split(begin);
const tail = rest?.split(end)[1];
if (head === undefined || tail === undefined) throw new Error(`docs/training.md lost its line ${begin}`);
writeFileSync(page, `${head}${begin}\n\n${configTables()}\n\n${end}${tail}`);
