/** The examples of the README and the guides work: they type-check, and those for Node run and print what they say. */

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeModelFolder } from '../support/model-folder.ts';
import { type CodeBlock, codeBlocks } from './code-blocks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const blocks = codeBlocks();
const forNode = blocks.filter(({ isWebPage }) => !isWebPage);
const forPages = blocks.filter(({ isWebPage }) => isWebPage);

/** What a guide may take for granted. */
const assumed = `import type { Audio } from 'auralflow';\ndeclare global { const song: Audio; }\n`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'auralflow-docs-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/auralflow'));
  writeFileSync(join(folder, 'assumed.d.ts'), assumed);
  for (const { id, code } of blocks) writeFileSync(join(folder, `${id}.ts`), `${code}\nexport {};\n`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the documentation', () => {
  it('has examples', () => {
    expect(forNode.length).toBeGreaterThan(5);
    expect(forPages.length).toBeGreaterThan(2);
    expect(forNode.some(({ printedText }) => printedText?.includes('output loss'))).toBe(true);
  });

  it('has examples for Node that type-check', async () => {
    const node = { types: ['node'], typeRoots: [join(root, 'node_modules/@types')], lib: ['es2023'] };
    expect(await typeErrors(forNode, { module: 'nodenext', moduleResolution: 'nodenext', ...node })).toBe('');
  });

  it('has examples for web pages that type-check', async () => {
    const lib = ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'];
    expect(
      await typeErrors(forPages, { module: 'esnext', moduleResolution: 'bundler', lib, types: [] }),
    ).toBe('');
  });

  it('has examples for Node that run and print what they say', async () => {
    const results = await runAll(forNode);
    expect(results.filter(({ error }) => error !== '')).toEqual([]);
    for (const { place, id, printed, printedText } of forNode) {
      const said = results.find((result) => result.id === id)!.lines;
      if (printedText !== undefined) expect(`${place}\n${said.join('\n')}`).toContain(printedText);
      expect({ place, printed: said.filter((line) => printed.includes(line)) }).toEqual({ place, printed });
    }
  }, 120_000);
});

/** What the compiler says of some blocks, each at its place in the documentation. */
async function typeErrors(some: readonly CodeBlock[], compilerOptions: object): Promise<string> {
  const config = join(folder, 'tsconfig.json');
  const files = ['assumed.d.ts', ...some.map(({ id }) => `${id}.ts`)];
  const options = { target: 'es2022', strict: true, noEmit: true, skipLibCheck: true, ...compilerOptions };
  writeFileSync(config, JSON.stringify({ compilerOptions: options, files }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [tsc, '-p', config], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  return some.reduce((text, { id, place }) => text.replaceAll(`${id}.ts`, `${place} + `), stdout);
}

interface BlockResult {
  readonly id: string;
  readonly lines: readonly string[];
  readonly error: string;
}

/** Runs the blocks one after the other in one process, in a folder with a few songs; starting a process each takes too long. */
async function runAll(some: readonly CodeBlock[]): Promise<readonly BlockResult[]> {
  writeFileSync(join(folder, 'run-all.mjs'), runner(some));
  cpSync(join(root, 'examples/song/bass.flac'), join(folder, 'bass.flac'));
  writeModelFolder(join(folder, 'my_model'));
  const loader = pathToFileURL(join(root, 'node_modules/tsx/dist/esm/index.mjs')).href;
  const { stdout } = await run(process.execPath, ['--import', loader, 'run-all.mjs'], { cwd: folder });
  return JSON.parse(stdout.split('\n').at(-1)!) as BlockResult[];
}

/** The songs that the examples speak of are two seconds of the example song's bass; those that models learn from are rendered. */
function runner(some: readonly CodeBlock[]): string {
  return `
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { decodeAudio, encodeAudio, renderedSongs } from 'auralflow';

const whole = await decodeAudio(await readFile('bass.flac'));
const song = { ...whole, channels: whole.channels.map((channel) => channel.slice(0, 2 * whole.sampleRate)) };
globalThis.song = song;
await mkdir('album');
for (const name of ['song.mp3', 'song.flac', 'song.wav', 'album/song.wav']) {
  await writeFile(name, await encodeAudio(song, { format: name.split('.').at(-1) }));
}
for (const split of ['train', 'val', 'test']) {
  for (const { name, load } of renderedSongs({ count: 2, seconds: 4, sampleRate: 8000 }).tracks) {
    await mkdir('dataset/' + split + '/' + name, { recursive: true });
    for (const [stem, audio] of (await load()).stems) {
      await writeFile('dataset/' + split + '/' + name + '/' + stem + '.wav', await encodeAudio(audio));
    }
  }
}

const results = [];
console.error = () => {};
for (const id of ${JSON.stringify(some.map(({ id }) => id))}) {
  const lines = [];
  console.log = (...values) => lines.push(values.join(' '));
  const error = await import('./' + id + '.ts').then(() => '', (reason) => String(reason?.stack ?? reason));
  results.push({ id, lines, error });
}
process.stdout.write('\\n' + JSON.stringify(results));
`;
}
