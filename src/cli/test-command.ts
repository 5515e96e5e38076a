/** `auralflow test`: its options and examples. What they do is loaded only when it is run. */

import { Command } from 'commander';
import type { TestWords } from './test-action.ts';

/** The command; its exit code goes to `finish`. */
export function testCommand(finish: (exitCode: number) => void): Command {
  return new Command('test')
    .description(
      'Measures a trained model on songs whose stems are known, and writes evaluation.csv into its folder.',
    )
    .argument('<model>', 'a model folder')
    .argument('<dataset>', '<dataset>/test/<track>/{mixture,vocals,…}.wav, or without the folder test')
    .option('--split <name>', 'which of the folders train, val, test (default: test)')
    .option('--max-tracks <n>', 'only so many tracks (default: all)')
    .option('--duration <time>', 'only so much from the beginning of each, in seconds or mm:ss')
    .option('-o, --out <file>', 'where the table goes (default: <model>/evaluation.csv)')
    .option('-O, --option <key=value>', 'option of the model; may be repeated', collect, [])
    .option('-d, --device <device>', 'auto, cpu, webgpu, cuda, dml or coreml', 'auto')
    .option('-j, --jobs <n>', 'threads (default: the cores)')
    .option('--json', 'events on standard output, one JSON object per line')
    .option('-q, --quiet', 'print errors only')
    .option('--debug', 'print stack traces')
    .addHelpText(
      'after',
      '\nExamples:\n  auralflow test my_model musdb18hq\n  auralflow test my_model songs --max-tracks 10 --duration 30\n',
    )
    .action(async (model: string, dataset: string, words: TestWords) => {
      const { runTest } = await import('./test-action.ts');
      finish(await runTest(model, dataset, words));
    });
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
