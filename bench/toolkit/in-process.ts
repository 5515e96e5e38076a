/** Measurements that need a process of their own, and a folder that goes away. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { temporaryFolder } from '../../test/journeys/cli.ts';

/** What a script has at hand: names by the built file that gives them, `node/index`. */
export type BuiltNames = Readonly<Record<string, readonly string[]>>;

/** Runs a script with `task` and the built library at hand, and gives what it prints as JSON. */
export function inProcess<T>(
  script: string,
  { task, names }: { readonly task: unknown; readonly names: BuiltNames },
): T {
  const imports = Object.entries(names).map(
    ([file, own]) => `import { ${own.join(', ')} } from ${JSON.stringify(built(file))};`,
  );
  const code = [...imports, `const task = ${JSON.stringify(task)};`, script].join('\n');
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output) as T;
}

/** Gives `work` a folder, and removes it. */
export async function withFolder<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = temporaryFolder();
  try {
    return await work(folder.path);
  } finally {
    folder.remove();
  }
}

function built(name: string): string {
  return pathToFileURL(fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url))).href;
}
