/** What the journeys share: the built command line as a child process, small songs as files, folders that go away. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWave } from './wav.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The command as it is shipped. */
export const cliPath: string = join(root, 'dist/cli/main.js');

/** Compiles the sources if they are newer than what was compiled: journeys run what users run. */
export function ensureBuilt(): void {
  const built = join(root, 'dist/node.tsbuildinfo');
  if (existsSync(cliPath) && existsSync(built) && statSync(built).mtimeMs > newestSource()) return;
  const lock = join(root, 'dist/.building');
  mkdirSync(dirname(lock), { recursive: true });
  while (!takeLock(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-b', join(root, 'config/tsconfig.node.json')], { stdio: 'pipe' });
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function newestSource(): number {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return Math.max(...sources.map((file) => statSync(join(root, 'src', file)).mtimeMs));
}

/** A folder can be made only once; one that is older than a minute was left by a build that was killed. */
function takeLock(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && Date.now() - stats.mtimeMs > 60_000)
      rmSync(path, { recursive: true, force: true });
    return false;
  }
}

/** How a call of the command ended. */
export interface CliResult {
  /** Exit code, or the signal's name. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stdoutBytes: Buffer;
  readonly stderr: string;
}

/** Options of {@link startCli}. */
export interface CliOptions {
  readonly cwd?: string;
  readonly input?: Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Shell words in front of the command: `ulimit -f 10;`. */
  readonly shell?: string;
}

/** A running command. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
  /** Resolves when standard error (or output) contains `text`. */
  sees(text: string): Promise<void>;
}

/** Starts `auralflow words…`. */
export function startCli(words: readonly string[], options: CliOptions = {}): RunningCli {
  const command = [process.execPath, cliPath, ...words];
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const [file, ...args] =
    options.shell === undefined ? command : ['/bin/sh', '-c', `${options.shell} exec ${quoted}`];
  const child = spawn(file!, args, {
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, NO_COLOR: '1', ...options.env },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const watchers = new Set<() => void>();
  const told = (): string => Buffer.concat([...out, ...err]).toString('utf8');
  child.stdout!.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr!.on('data', (bytes: Buffer) => err.push(bytes));
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', () => {
      for (const look of watchers) look();
    });
  child.stdin!.on('error', () => {});
  child.stdin!.end(options.input ?? '');
  const result = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const stdoutBytes = Buffer.concat(out);
      const stdout = stdoutBytes.toString('utf8');
      resolve({ code: code ?? signal!, stdout, stdoutBytes, stderr: Buffer.concat(err).toString('utf8') });
    });
  });
  return {
    child,
    result,
    sees: (text) =>
      new Promise((resolve, reject) => {
        function look(): void {
          if (!told().includes(text)) return;
          watchers.delete(look);
          resolve();
        }
        watchers.add(look);
        child.on('close', () => reject(new Error(`ended without saying ${text}: ${told()}`)));
        look();
      }),
  };
}

/** Runs `auralflow words…` to its end. */
export async function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return await startCli(words, options).result;
}

/** A new folder, and how to remove it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'auralflow-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** All files below `folder`, hidden ones too, as sorted relative paths. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** The SHA-256 of all files below `folder`, by relative path. */
export function hashesOf(folder: string): Map<string, string> {
  return new Map(filesIn(folder).map((file) => [file, hashOf(join(folder, file))]));
}

/** The SHA-256 of a file. */
export function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** A small song: a chord, a click four times a second, and a wobbling voice, each channel a little different. */
export interface SongShape {
  readonly sampleRate?: number;
  readonly channelCount?: number;
  readonly seconds?: number;
  readonly lengthSamples?: number;
  readonly amplitude?: number;
}

/** The song's samples, `[sample][channel]`, as 16-bit PCM. */
export function songPcm(shape: SongShape = {}): Buffer {
  const { sampleRate = 22050, channelCount = 2, seconds = 1, amplitude = 0.5 } = shape;
  const length = shape.lengthSamples ?? Math.round(sampleRate * seconds);
  const bytes = Buffer.alloc(length * channelCount * 2);
  let noise = 1;
  for (let n = 0; n < length; n++) {
    const t = n / sampleRate;
    noise = (Math.imul(noise, 1103515245) + 12345) >>> 0;
    const click = (noise / 2 ** 31 - 1) * Math.exp(-(t % 0.25) * 60);
    const voice = Math.sin(2 * Math.PI * 440 * t + 8 * Math.sin(2 * Math.PI * 5 * t));
    for (let c = 0; c < channelCount; c++) {
      const chord = Math.sin(2 * Math.PI * 110 * (c + 1) * t) + Math.sin(2 * Math.PI * 165 * t);
      const value = amplitude * (0.25 * chord + 0.3 * click + 0.2 * voice);
      bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value)) * 32767), (n * channelCount + c) * 2);
    }
  }
  return bytes;
}

/** Writes the song as a 16-bit WAVE file and returns the path. */
export function writeSong(path: string, shape: SongShape = {}): string {
  const { sampleRate = 22050, channelCount = 2 } = shape;
  writeWave(path, songPcm(shape), { sampleRate, channelCount, code: 1, bytesPerSample: 2 });
  return path;
}
