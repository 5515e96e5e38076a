/** docs/ops.md lists every op, and none that fails: whoever adds one runs `npx tsx scripts/ops-table.ts`. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ops } from '../../src/graph/index.ts';

const rows = readFileSync(new URL('../../docs/ops.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^\| [A-Z]|^\| com\./.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

it('has a row for every op', () => {
  const names = ops.map(({ name, domain }) => (domain === '' ? name : `${domain}.${name}`));
  expect(rows.map(([, op]) => op).sort()).toEqual([...new Set(names)].sort());
});

it('shows no op that fails anywhere', () => {
  expect(rows.filter((cells) => cells.includes('no'))).toEqual([]);
});
