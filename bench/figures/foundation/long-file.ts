/** Two hours of stereo through the command line: memory stays flat, and it is much faster than listening. */

import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cliPath, ensureBuilt, songPcm, temporaryFolder } from '../../../test/journeys/cli.ts';
import type { Figure, Measurement } from '../figure.ts';

const hours = Number(process.env.AURALFLOW_FIGURE_HOURS ?? 2);
const sampleRate = 44100;
const partSeconds = 60;
const floorMegabytes = 500;
const floorSpeed = 40;

async function measure(): Promise<Measurement> {
  ensureBuilt();
  const folder = temporaryFolder();
  try {
    const input = join(folder.path, 'long.wav');
    writeLongSong(input);
    // The child's own usage, at its end: resident memory of all its threads together, in kilobytes.
    const script = `
      process.on('exit', () => console.error('usage ' + JSON.stringify(process.resourceUsage())));
      process.argv.splice(1, 0, ${JSON.stringify(cliPath)});
      await import(${JSON.stringify(cliPath)});`;
    const words = [input, '-n', 'hpss', '-j', '2', '-o', join(folder.path, 'out'), '--json'];
    const startedAt = performance.now();
    const { stderr, stdout } = runScript(script, words);
    const seconds = (performance.now() - startedAt) / 1000;
    const usage = JSON.parse(/usage (\{.*\})/.exec(stderr)?.[1] ?? '{}') as Record<string, number>;
    const megabytes = (usage.maxRSS! * 1024) / 1e6;
    const speed = (hours * 3600) / seconds;
    const cpuSeconds = (usage.userCPUTime! + usage.systemCPUTime!) / 1e6;
    if (!stdout.includes('"done":1')) throw new Error(`no stems: ${stderr}`);
    return {
      measured: `${megabytes.toFixed(0)} MB, ${speed.toFixed(0)}x real time`,
      ok: megabytes <= floorMegabytes && speed >= floorSpeed && hours >= 2,
      note: `${hours} h, wav in, 2 stems as wav out, -j 2; ${seconds.toFixed(0)} s, ${cpuSeconds.toFixed(0)} s of CPU`,
    };
  } finally {
    folder.remove();
  }
}

function runScript(
  script: string,
  words: readonly string[],
): { readonly stdout: string; readonly stderr: string } {
  const log = join(words[0]!, '../stderr.txt');
  const descriptor = openSync(log, 'w+');
  try {
    const args = ['--input-type=module', '-e', script, '--', ...words];
    const stdout = execFileSync(process.execPath, args, {
      stdio: ['ignore', 'pipe', descriptor],
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    return { stdout, stderr: execFileSync('cat', [log], { encoding: 'utf8' }) };
  } finally {
    closeSync(descriptor);
    rmSync(log);
  }
}

/** A minute of song over and over; what is in it matters little, since median filters take as long for any sound. */
function writeLongSong(path: string): void {
  const part = songPcm({ sampleRate, seconds: partSeconds });
  const parts = Math.round((hours * 3600) / partSeconds);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + part.length * parts, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(part.length * parts, 40);
  const file = openSync(path, 'w');
  writeSync(file, header);
  for (let n = 0; n < parts; n++) writeSync(file, part);
  closeSync(file);
}

const figures: readonly Figure[] = [
  {
    what: 'a 2-hour stereo file, HPSS',
    floor: `peak memory <= ${floorMegabytes} MB, faster than ${floorSpeed}x real time`,
    measure,
  },
];

export default figures;
