/**
 * Writes the tables of docs/models.md: true parameter counts at the default sizes, and every setting of every network, from src/models/list.ts.
 * `npx tsx scripts/models-table.ts`
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { withTables } from '../test/docs/models-tables.ts';

const page = new URL('../docs/models.md', import.meta.url);
writeFileSync(page, withTables(readFileSync(page, 'utf8')));
