/** The package as users get it: packed, installed from the tarball in an empty folder, run and imported there. */

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const song = join(root, 'examples/song/bass.flac');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const run = promisify(execFile);

/** Installing eleven dependencies takes its time on a cold cache. */
const installMilliseconds = 120_000;

let folder: string;
let packed: readonly string[];
let unpackedBytes: number;

beforeAll(async () => {
  if (!existsSync(join(root, 'dist/cli/main.js'))) throw new Error('Build first: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'auralflow-package-'));
  // The scripts would build, which was done, and which other tests must not see happen under them.
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', pack, { cwd: root, maxBuffer: 2 ** 24 });
  const [report] = JSON.parse(stdout) as {
    filename: string;
    unpackedSize: number;
    files: { path: string }[];
  }[];
  packed = report!.files.map(({ path }) => path);
  unpackedBytes = report!.unpackedSize;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const install = ['install', `./${report!.filename}`, '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', install, { cwd: folder });
}, installMilliseconds);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('holds what is needed and nothing else', () => {
    expect(packed).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/node.js', 'dist/browser.d.ts']),
    );
    const strays = packed.filter((path) =>
      /\.test\.|\.map$|tsbuildinfo|^src\/|^test\/|\.types-only/.test(path),
    );
    expect(strays).toEqual([]);
    expect(unpackedBytes).toBeLessThan(8e6);
  });

  it('gives a command that separates a song', async () => {
    const command = join(folder, 'node_modules/.bin/auralflow');
    const { stdout } = await run(command, ['--version'], { cwd: folder });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+/);
    await run(command, [song, '-n', 'hpss', '--duration', '1', '-q'], { cwd: folder });
    expect(readdirSync(join(folder, 'separated/hpss/bass')).sort()).toEqual([
      'harmonic.wav',
      'percussive.wav',
    ]);
  });

  it('can be imported', async () => {
    const program = `
      import { separate, separatorNames } from 'auralflow';
      const { stems } = await separate(${JSON.stringify(song)}, { separator: 'hpss', durationSeconds: 1 });
      console.log(separatorNames().includes('hpss'), stems.get('percussive').channels[0].length);
    `;
    writeFileSync(join(folder, 'program.mjs'), program);
    const { stdout } = await run('node', ['program.mjs'], { cwd: folder });
    expect(stdout.trim()).toBe('true 44100');
  });

  it('brings types to Node programs', async () => {
    await check('node-program.ts', nodeProgram, {
      module: 'nodenext',
      moduleResolution: 'nodenext',
      lib: ['es2023'],
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    });
  });

  it('brings types to web pages built with a bundler', async () => {
    await check('web-page.ts', webPage, {
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
      types: [],
    });
  });
});

const nodeProgram = `
import { type Audio, separate, separateFiles } from 'auralflow';
const { stems } = await separate('song.mp3', { separator: 'center', signal: AbortSignal.timeout(1000) });
const vocals: Audio | undefined = stems.get('vocals');
await separateFiles(['album/'], { separator: 'center', out: 'separated', format: 'flac' });
// @ts-expect-error A number is no song.
await separate(1);
export { vocals };
`;

const webPage = `
import { type Audio, encodeStem, separate } from 'auralflow';
const { stems } = await separate(new Blob([]), { separator: 'center', onProgress: ({ done }) => console.log(done) });
const vocals: Audio = stems.get('vocals')!;
const blob: Blob = await encodeStem(vocals, { format: 'mp3' });
// @ts-expect-error There is no such format.
await encodeStem(vocals, { format: 'doc' });
export { blob };
`;

/** Type-checks a program in the folder, the package's own declarations included. */
async function check(name: string, program: string, compilerOptions: object): Promise<void> {
  writeFileSync(join(folder, name), program);
  const config = {
    compilerOptions: {
      target: 'es2022',
      strict: true,
      noEmit: true,
      exactOptionalPropertyTypes: true,
      ...compilerOptions,
    },
    files: [name],
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(config));
  const result = await run(process.execPath, [tsc, '-p', `${name}.json`], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  expect(result.stdout).toBe('');
}
