/** Every exported symbol says what it is: a doc comment stands directly above it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const declaration =
  /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|class|interface|type) (\w+)/;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.endsWith('.test.ts'))
  .filter((file) => !file.includes('assembly/') && !file.includes('generated/'))
  .sort();

/** Names of the exported declarations of a file that no doc comment precedes; overloads inherit the first one's. */
function undocumented(file: string): string[] {
  const lines = readFileSync(join(src, file), 'utf8').split('\n');
  const documented = new Set<string>();
  return lines.flatMap((line, index) => {
    const name = declaration.exec(line)?.[1];
    if (name === undefined) return [];
    const above = lines[index - 1]?.trim() ?? '';
    if (above.endsWith('*/')) documented.add(name);
    return documented.has(name) ? [] : [`${file}: ${name}`];
  });
}

describe('documentation', () => {
  it('stands above every exported symbol', () => {
    expect(files.flatMap(undocumented)).toEqual([]);
  });

  it('gives every folder a front page that says what the folder is for', () => {
    const mute = readdirSync(src, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'cli')
      .filter(({ name }) => !/^\/\*\*/.test(readFileSync(join(src, name, 'index.ts'), 'utf8')))
      .map(({ name }) => name);
    expect(mute).toEqual([]);
  });
});
