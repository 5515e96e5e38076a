/** `auralflow train`: its options; what they do is loaded when it is run. */

import { Command, Option } from 'commander';
import { keyOptions } from './config-keys.ts';
import type { TrainWords } from './train-words.ts';

/** The command; its exit code goes to `finish`. */
export function trainCommand(finish: (exitCode: number) => void): Command {
  const command = new Command('train')
    .description('Trains the model in FOLDER on a data set: <dataset>/{train,val}/<track>/<stem>.wav')
    .argument('<folder>', 'the model folder; auralflow config makes one')
    .argument('<dataset>', 'a folder per track with a file per stem, in train and val or not')
    .option('--resume', 'go on where an earlier run stopped, bit for bit')
    .addOption(new Option('--overwrite', 'give up what an earlier run has left').conflicts('resume'))
    .option('--epochs <n>', 'train to this epoch (default: max_epochs of the configuration)')
    .option('-d, --device <device>', 'auto, cpu, cuda, webgpu, …', 'auto')
    .option('--threads <n>', 'threads of the processor (default: all)')
    .option('--json', 'events on standard output, one JSON object per line')
    .option('-q, --quiet', 'print errors only')
    .option('--debug', 'print stack traces');
  for (const option of keyOptions()) command.addOption(option.hideHelp());
  return command
    .addHelpText('after', examples)
    .action(async (folder: string, dataset: string, words: TrainWords) => {
      const { runTrain } = await import('./train-action.ts');
      finish(await runTrain(folder, dataset, words));
    });
}

const examples = `
Every key of the configuration is an option, too, for this run only: --batch_size 4 (see auralflow config --help).
Ctrl-C saves where the run stands.

Examples:
  auralflow train my_model musdb18hq
  auralflow train my_model musdb18hq --resume --epochs 200
  auralflow train my_model songs --bad_tracks skip --num_workers 2

Exit codes: 0 done, 1 something failed, 2 wrong usage, 130 interrupted.
`;
