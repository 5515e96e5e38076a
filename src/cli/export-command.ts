/** `auralflow export`: its options and examples. What they do is loaded only when it is run. */

import { Command } from 'commander';
import type { ExportWords } from './export-action.ts';

/** The command; its exit code goes to `finish`. */
export function exportCommand(finish: (exitCode: number) => void): Command {
  return new Command('export')
    .description('Writes a trained model as one ONNX file of standard ops: a waveform in, waveforms out.')
    .argument('<model>', 'a model folder')
    .option('--onnx', 'as ONNX; the only format there is, and the default')
    .option('-o, --out <file>', 'where it goes (default: <model>/<model_name>.onnx)')
    .option(
      '-O, --option <key=value>',
      'checkpoint=latest, phase=misi, iterations=5; may be repeated',
      collect,
      [],
    )
    .option('--json', 'what was written as one JSON object')
    .option('-q, --quiet', 'print errors only')
    .option('--debug', 'print stack traces')
    .addHelpText(
      'after',
      '\nExamples:\n  auralflow export my_model --onnx\n  auralflow export my_model --onnx -o vocals.onnx\n',
    )
    .action(async (model: string, words: ExportWords) => {
      const { runExport } = await import('./export-action.ts');
      finish(await runExport(model, words));
    });
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
