/** `auralflow config`: makes a model folder, or edits the configuration in one. */

import { Command } from 'commander';
import { keyOptions } from './config-keys.ts';
import type { ConfigWords } from './config-words.ts';

/** The command; its exit code goes to `finish`. */
export function configCommand(finish: (exitCode: number) => void): Command {
  const command = new Command('config')
    .description(
      'Makes a model folder with the template of a network; without a network, edits the one in FOLDER.',
    )
    .argument('<folder>', 'the model folder')
    .argument('[network]', 'SpectrogramNetSimple, …; auralflow models list shows all')
    .option('--save <folder>', 'where the model folder lies (default: the current folder)')
    .option('--name <name>', "what the model is called (default: the folder's name)")
    .option('--display', 'show the configuration')
    .option('--json', 'show it as JSON')
    .option('--debug', 'print stack traces');
  for (const option of keyOptions()) command.addOption(option);
  return command
    .addHelpText('after', examples)
    .action(async (folder: string, network: string | undefined, words: ConfigWords) => {
      const { runConfig } = await import('./config-action.ts');
      finish(await runConfig(folder, network, words));
    });
}

const examples = `
Keys are written with underscores or dashes.

Examples:
  auralflow config my_model SpectrogramNetSimple --save models
  auralflow config my_model --mask_activation relu --dropout_p 0.4 --display
  auralflow config my_model --targets vocals,drums --criterion '{"l1": 1, "si_sdr_loss": 0.1}'
`;
