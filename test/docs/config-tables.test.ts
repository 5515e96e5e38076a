/** docs/training.md tells of every key what the code checks: whoever changes one runs `npx tsx scripts/config-tables.ts`. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configTables, tableMarkers } from './config-tables.ts';

it('lists every key with its default and range', () => {
  const page = readFileSync(new URL('../../docs/training.md', import.meta.url), 'utf8');
  const [begin, end] = tableMarkers;
  expect(page.split(begin)[1]?.split(end)[0]?.trim()).toBe(configTables());
});
