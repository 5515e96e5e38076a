/** `auralflow list`: what there is to choose from. */

import { Command } from 'commander';

/** The command; its exit code goes to `finish`. */
export function listCommand(finish: (exitCode: number) => void): Command {
  return new Command('list')
    .description(
      'Lists separators with their stems and options, oracles, metrics, output formats and devices.',
    )
    .argument('[name]', 'only this separator, oracle or metric, in full')
    .option('--json', 'as one JSON object')
    .option('--debug', 'print stack traces')
    .addHelpText('after', '\nExamples:\n  auralflow list\n  auralflow list hpss\n  auralflow list si-sdr\n')
    .action(async (name: string | undefined, options: { readonly json?: true }) => {
      const { runList } = await import('./list-action.ts');
      finish(runList(name, options));
    });
}
