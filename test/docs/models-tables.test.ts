/** docs/models.md counts and lists what is there: whoever changes a network runs `npx tsx scripts/models-table.ts`. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { networkNames, networks } from '../../src/models/index.ts';
import { withTables } from './models-tables.ts';

const page = readFileSync(new URL('../../docs/models.md', import.meta.url), 'utf8');

it('has the tables of the list', () => {
  expect(withTables(page)).toBe(page);
});

it('says something of every network and every setting', () => {
  for (const name of networkNames()) expect(page, name).toContain(`### ${name}`);
  for (const { key } of networks.flatMap(({ settings }) => settings))
    expect(page, key).toContain(`\`${key}\``);
});
