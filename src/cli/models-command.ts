/** `auralflow models`: the networks there are, and what is known of one or of a model folder. */

import { Command } from 'commander';
import { ArgumentError, checkChoice } from '../util/index.ts';

/** What can be asked. */
const verbs = ['list', 'info'] as const;

/** The command; its exit code goes to `finish`. */
export function modelsCommand(finish: (exitCode: number) => void): Command {
  return new Command('models')
    .description('Lists networks (list); describes one, or the model in a folder (info).')
    .argument('[what]', 'list (default) or info')
    .argument('[name]', 'of info: SpectrogramNetSimple, …, or a model folder')
    .option('--json', 'as one JSON object')
    .option('--debug', 'print stack traces')
    .addHelpText('after', examples)
    .action(async (what: string | undefined, name: string | undefined, words: { readonly json?: true }) => {
      const { describeModel, listModels } = await import('./models-action.ts');
      const verb = checkChoice('auralflow models', what ?? 'list', verbs);
      finish(verb === 'list' ? listModels(words) : await describeModel(needed(name), words));
    });
}

function needed(name: string | undefined): string {
  if (name !== undefined) return name;
  throw new ArgumentError({
    place: 'auralflow models info',
    expected: 'a network or a model folder',
    got: 'neither',
    remedy: 'auralflow models lists the networks',
  });
}

const examples = `
Examples:
  auralflow models
  auralflow models info SpectrogramNetLSTM
  auralflow models info my_model
`;
