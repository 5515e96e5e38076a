/** What `auralflow export` does. */

import { type ExportModelOptions, exportModelFolder } from '../node/index.ts';
import { checkChoice } from '../util/index.ts';
import { exitCodes } from './errors.ts';
import { printLine } from './output.ts';
import { parseKeyValues } from './parse.ts';

/** The raw words of the options. */
export interface ExportWords {
  readonly onnx?: true;
  readonly out?: string;
  readonly option: readonly string[];
  readonly json?: true;
  readonly quiet?: true;
  readonly debug?: true;
}

/** Runs the command and returns the exit code. */
export async function runExport(model: string, words: ExportWords): Promise<number> {
  const given = parseKeyValues('--option', words.option);
  for (const key of Object.keys(given)) checkChoice('--option', key, ['checkpoint', 'phase', 'iterations']);
  const { path, bytes, folder } = await exportModelFolder(model, {
    ...(given as ExportModelOptions),
    ...(words.out === undefined ? {} : { out: words.out }),
  });
  const { channels, samples, targets } = folder.model.shape;
  if (words.json) {
    printLine(JSON.stringify({ type: 'exported', path, bytes, targets, channels, samples }));
    return exitCodes.ok;
  }
  if (!words.quiet) {
    process.stderr.write(
      `${folder.name}: ${folder.model.network.name}, ${(bytes / 1e6).toFixed(1)} MB, ${folder.model.sampleRate} Hz\n` +
        `  mixture    [batch, ${channels}, ${samples}]\n` +
        `  estimates  [batch, ${targets.length}, ${channels}, ${samples}]: ${targets.join(', ')}\n`,
    );
  }
  printLine(path);
  return exitCodes.ok;
}
