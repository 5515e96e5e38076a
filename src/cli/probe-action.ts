/** What `auralflow probe` prints. */

import type { AudioInfo } from '../audio/index.ts';
import { findInputs, openInput } from '../node/index.ts';
import { exitCodes, printError } from './errors.ts';
import { clock, printLine } from './output.ts';
import { errorFacts } from './reporter.ts';

/** Prints a line per file; returns the exit code: failed if one could not be read. */
export async function runProbe(
  inputs: readonly string[],
  { json }: { readonly json?: true },
): Promise<number> {
  const { files, problems } = await findInputs(inputs);
  let exitCode: number = exitCodes.ok;
  function fail(name: string, error: unknown): void {
    exitCode = exitCodes.failed;
    if (json) printLine(JSON.stringify({ input: name, error: errorFacts(error) }));
    else printError(error);
  }
  for (const { name, error } of problems) fail(name, error);
  for (const { path, name } of files) {
    try {
      const opened = await openInput(path);
      const info = opened.info!;
      await opened.close();
      printLine(json ? JSON.stringify({ input: name, ...plain(info) }) : describe(name, info));
    } catch (error) {
      fail(name, error);
    }
  }
  return exitCode;
}

/** Without the bytes of the cover, which are told by their size. */
function plain(info: AudioInfo): Readonly<Record<string, unknown>> {
  const { cover, ...tags } = info.tags;
  const facts = cover === undefined ? {} : { cover: { mimeType: cover.mimeType, bytes: cover.data.length } };
  return { ...info, tags: { ...tags, ...facts } };
}

function describe(name: string, info: AudioInfo): string {
  const { tags, durationSeconds } = info;
  const channels = ['', 'mono', 'stereo'][info.channelCount] ?? `${info.channelCount} channels`;
  const bits = info.bitsPerSample === undefined ? '' : `, ${info.bitsPerSample} bit`;
  const length = durationSeconds === undefined ? 'unknown length' : clock(durationSeconds);
  const samples = info.lengthSamples === undefined ? '' : ` (${info.lengthSamples} samples)`;
  const words = [tags.artist, tags.title].filter((word) => word !== undefined).join(', ');
  return [
    `${name}: ${info.format} (${info.codec}${bits}), ${info.sampleRate} Hz, ${channels}, ${length}${samples}`,
    ...(words === '' ? [] : [`  ${words}`]),
  ].join('\n');
}
