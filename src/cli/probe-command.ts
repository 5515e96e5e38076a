/** `auralflow probe`: what audio files say of themselves. */

import { Command } from 'commander';

/** The command; its exit code goes to `finish`. */
export function probeCommand(finish: (exitCode: number) => void): Command {
  return new Command('probe')
    .description('Tells format, rate, channels, length and tags of audio files.')
    .argument('<inputs...>', 'audio files, folders or patterns')
    .option('--json', 'one JSON object per file and line')
    .option('--debug', 'print stack traces')
    .addHelpText('after', '\nExamples:\n  auralflow probe song.mp3\n  auralflow probe album/ --json\n')
    .action(async (inputs: string[], options: { readonly json?: true }) => {
      const { runProbe } = await import('./probe-action.ts');
      finish(await runProbe(inputs, options));
    });
}
