/** `auralflow transcribe`: its options and examples. What they do is loaded only when it is run. */

import { Command } from 'commander';
import type { TranscribeWords } from './transcribe-action.ts';

/** The command; its exit code goes to `finish`. */
export function transcribeCommand(finish: (exitCode: number) => void): Command {
  return new Command('transcribe')
    .description(
      'Writes the notes of a song, of one polyphonic instrument at best a piano, as MIDI or as a note list.',
    )
    .argument('<input>', 'an audio file')
    .option('-o, --out <file>', 'where the notes go, .mid or .csv (default: the song with .mid)')
    .option(
      '-O, --option <key=value>',
      'instrument=harmonic, threshold=0.3, lowest-pitch=40, …; may be repeated',
      (value: string, previous: readonly string[]): readonly string[] => [...previous, value],
      [],
    )
    .option('--json', 'what was written as one JSON object')
    .option('-q, --quiet', 'print errors and the path only')
    .option('--debug', 'print stack traces')
    .addHelpText('after', examples)
    .action(async (input: string, words: TranscribeWords) => {
      const { runTranscribe } = await import('./transcribe-action.ts');
      finish(await runTranscribe(input, words));
    });
}

const examples = `
Examples:
  auralflow transcribe piano.wav                       piano.mid
  auralflow transcribe flute.flac -o flute.csv -O instrument=harmonic
  auralflow separate piano.wav -n score -O score=piano.mid -O by=pitch
`;
