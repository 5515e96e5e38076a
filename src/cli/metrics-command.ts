/** `auralflow metrics`: one folder of audio beside another. What it does is loaded only when it is run. */

import { Command, Option } from 'commander';
import { measureOptions, messageOptions } from './evaluate-options.ts';
import type { EvaluateWords } from './evaluate-words.ts';

/** The command; its exit code goes to `finish`. */
export function metricsCommand(finish: (exitCode: number) => void): Command {
  const command = new Command('metrics')
    .description('Measures estimated stems against the true ones: two folders with a file per stem.')
    .argument('<references>', 'a folder with a file per stem, or with such a folder per song')
    .argument('<estimates>', 'the same for what a separator made')
    .addOption(
      new Option('--report <file.html>', 'also write the report of auralflow evaluate, without sounds'),
    );
  for (const option of [...measureOptions(), ...messageOptions()]) command.addOption(option);
  return command
    .addHelpText('after', examples)
    .action(
      async (
        references: string,
        estimates: string,
        options: EvaluateWords & { readonly report?: string },
      ) => {
        const { runMetrics } = await import('./metrics-action.ts');
        finish(await runMetrics({ references, estimates }, options));
      },
    );
}

const examples = `
Examples:
  auralflow metrics song/stems separated/song                 SDR, ISR, SIR, SAR as museval computes them, and SI-SDR
  auralflow metrics song/ estimates/ --metrics si-sdr,stoi --json

Estimates are cut or filled up with silence to the length of the references; the notes tell.
Exit codes: 0 done, 1 something failed, 2 wrong usage, 130 interrupted.
`;
