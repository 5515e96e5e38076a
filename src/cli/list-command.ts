/** `auralflow list`: what there is to choose from. */

import { Command } from 'commander';

/** The command; its exit code goes to `finish`. */
export function listCommand(finish: (exitCode: number) => void): Command {
  return new Command('list')
    .description('Lists separators with their stems and options, output formats and devices.')
    .argument('[separator]', 'only this separator, with its options')
    .option('--json', 'as one JSON object')
    .option('--debug', 'print stack traces')
    .addHelpText('after', '\nExamples:\n  auralflow list\n  auralflow list hpss\n')
    .action(async (name: string | undefined, options: { readonly json?: true }) => {
      const { runList } = await import('./list-action.ts');
      finish(runList(name, options));
    });
}
