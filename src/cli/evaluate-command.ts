/** `auralflow evaluate`: separators measured on a data set. What it does is loaded only when it is run. */

import { Command, Option } from 'commander';
import { measureOptions, messageOptions } from './evaluate-options.ts';
import type { EvaluateWords } from './evaluate-words.ts';

/** The command; its exit code goes to `finish`. */
export function evaluateCommand(finish: (exitCode: number) => void): Command {
  const command = new Command('evaluate')
    .description(
      'Measures separators, oracles, models and folders of estimates on songs whose stems are known.',
    )
    .argument(
      '<separators...>',
      'names, name:key=value, model folders, folders of estimates; then the folder of the data set',
    )
    .addOption(new Option('-o, --out <folder>', 'where scores and report are written').default('evaluation'))
    .addOption(new Option('--no-report', 'write no report.html'))
    .addOption(new Option('--force', 'measure again what is measured already'));
  for (const option of [...measureOptions(), ...messageOptions()]) command.addOption(option);
  return command
    .addHelpText('after', examples)
    .action(
      async (
        words: string[],
        options: EvaluateWords & { readonly out: string; readonly report: boolean },
      ) => {
        const { runEvaluate } = await import('./evaluate-action.ts');
        finish(await runEvaluate(words, options));
      },
    );
}

const examples = `
The data set is a folder per song with a file per stem, in folders train, valid and test or not:
  musdb18/test/Some Song/{mixture,vocals,drums,bass,other}.wav

Examples:
  auralflow evaluate hpss-vocals oracle-irm musdb18/           two separators on the test split
  auralflow evaluate hpss:kernel=17 narrow=hpss:kernel=9 songs/ --reference 'percussive = drums' --reference 'harmonic = vocals + bass + other'
  auralflow evaluate my_model last=my_model:checkpoint=latest songs/
  auralflow evaluate demucs=estimates/htdemucs mine=estimates/mine musdb18/
  auralflow evaluate hpss-vocals musdb18/ --metrics si-sdr,global-sdr --limit 5

Scores are kept as they come: the same command goes on where it was stopped.
Exit codes: 0 done, 1 something failed, 2 wrong usage, 130 interrupted.
`;
