/** `auralflow plot`: its options and examples. What they do is loaded only when it is run. */

import { Command, Option } from 'commander';
import type { PlotWords } from './plot-action.ts';

/** The command; its exit code goes to `finish`. */
export function plotCommand(finish: (exitCode: number) => void): Command {
  const command = new Command('plot')
    .description(
      'Draws sound and losses: spectrograms, waveforms, masks, comparisons and curves as PNG or SVG.',
    )
    .argument('<inputs...>', 'audio files, folders or patterns; for curves CSV and JSON files');
  for (const [group, options] of groups) {
    for (const option of options()) command.addOption(option.helpGroup(`${group}:`));
  }
  return command.addHelpText('after', examples).action(async (inputs: string[], words: PlotWords) => {
    const { runPlot } = await import('./plot-action.ts');
    finish(await runPlot(inputs, words));
  });
}

const groups: readonly (readonly [string, () => Option[]])[] = [
  [
    'What is drawn',
    () => [
      new Option(
        '-k, --kind <kind>',
        'spectrogram, mel, waveform, mask or curve (default: spectrogram; curve for CSV and JSON files)',
      ),
      new Option('--against <file>', 'compare each input with this reference; for masks: the mixture'),
      new Option('--start <time>', 'from here, in seconds or mm:ss'),
      new Option('--duration <time>', 'only this much'),
      new Option('--channel <channel>', 'left, right, or a number from 0 (default: all)'),
    ],
  ],
  [
    'Spectrograms, masks',
    () => [
      new Option('--frequency <scale>', 'axis: linear, log or mel (default: linear)'),
      new Option('--min-hz <hertz>', 'lowest frequency'),
      new Option('--max-hz <hertz>', 'highest frequency (default: half the sample rate)'),
      new Option('--mels <n>', 'bands of --kind mel (default: 128)'),
      new Option('--fft-size <samples>', 'frame (default: 2048; 4096 on a logarithmic axis)'),
      new Option('--hop <samples>', 'distance of frames (default: by the length shown)'),
      new Option('--top-db <decibels>', 'how far the colours reach below 0 dB (default: 80)'),
      new Option('--reference <level>', '0 dB is the peak, or full-scale (default: peak)'),
      new Option(
        '--colour-map <name>',
        'magma, inferno, plasma, viridis, grey, blue-red; -reversed behind it turns it round (default: magma)',
      ),
    ],
  ],
  [
    'Curves',
    () => [
      new Option('--log', 'logarithmic y axis'),
      new Option('--y-label <text>', 'what the y axis is called'),
    ],
  ],
  [
    'Output',
    () => [
      new Option(
        '-o, --out <path>',
        'a file (.png, .svg) for one picture of all inputs, or a folder for one of each',
      ).default('plots'),
      new Option('--format <format>', 'png or svg, in a folder (default: png)'),
      new Option('--width <pixels>', 'default: 1000'),
      new Option('--height <pixels>', 'default: by the number of panels'),
      new Option(
        '--scale <factor>',
        'pixels of a PNG per pixel of the picture: 2 for sharp screens (default: 1)',
      ),
      new Option('--title <text>', 'default: the name of the input'),
      new Option('--theme <theme>', 'light or dark (default: light)'),
    ],
  ],
  [
    'Messages',
    () => [
      new Option('--json', 'one JSON object per picture and line'),
      new Option('-q, --quiet', 'print errors only'),
      new Option('--debug', 'print stack traces'),
    ],
  ],
];

const examples = `
Examples:
  auralflow plot song.mp3                                          plots/song.spectrogram.png
  auralflow plot song.flac --frequency log --start 1:00 --duration 10 -o chorus.svg
  auralflow plot separated/hpss/song/ -k waveform -o stems.png     all stems in one picture
  auralflow plot vocals.wav --against true/vocals.wav -o pair.png  reference, estimate, difference
  auralflow plot vocals.wav -k mask --against song.wav             the mask that the stem stands for
  auralflow plot losses.csv --log                                  curves over steps or epochs

Exit codes: 0 done, 1 something failed, 2 wrong usage.
`;
