/** `auralflow separate`: its options and examples. What they do is loaded only when it is run. */

import { Command, Option } from 'commander';
import type { SeparateWords } from './separate-words.ts';

/** The command; its exit code goes to `finish`. */
export function separateCommand(finish: (exitCode: number) => void): Command {
  const command = new Command('separate')
    .description('Takes songs apart into stems: separated/<separator>/<track>/<stem>.wav')
    .argument(
      '[inputs...]',
      'audio files, folders (with all sub-folders), patterns, or - for standard input; a model folder first separates with that model',
    )
    .showHelpAfterError(false);
  for (const [group, options] of groups) {
    for (const option of options()) command.addOption(option.helpGroup(`${group}:`));
  }
  return command.addHelpText('after', examples).action(async (inputs: string[], given: SeparateWords) => {
    const words = given.save === undefined ? given : { ...given, out: given.save };
    const { runSeparate } = await import('./separate-action.ts');
    finish(await runSeparate(inputs, words));
  });
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

const groups: readonly (readonly [string, () => Option[]])[] = [
  [
    'Which separator',
    () => [
      new Option(
        '-n, --name <separator>',
        'how to separate: auralflow list shows all; or a model folder',
      ).default('hpss-vocals'),
      new Option('-O, --option <key=value>', 'option of the separator; may be repeated')
        .argParser(collect)
        .default([], 'none'),
      new Option('-d, --device <device>', 'auto or cpu; for models also webgpu, cuda, dml, coreml').default(
        'auto',
      ),
    ],
  ],
  [
    'Which stems',
    () => [
      new Option('--stems <a,b>', 'compute and write only these stems'),
      new Option('--two-stems <stem>', 'write this stem and the rest without it'),
      new Option(
        '--other-method <method>',
        'the rest of --two-stems: add the other stems, minus the stem from the mixture, none',
      ).default('add'),
      new Option('--residual', 'also write what the stems leave of the mixture'),
      new Option(
        '--consistent [how]',
        'make the stems add up to the mixture: energy (default) or equal shares of the residual',
      ),
      new Option('--mix <name=expression>', "also write this sum: 'drumless = mix - drums'; may be repeated")
        .argParser(collect)
        .default([], 'none'),
    ],
  ],
  [
    'Which part',
    () => [
      new Option('--start <time>', 'from here, in seconds or mm:ss'),
      new Option('--duration <time>', 'only this much'),
    ],
  ],
  [
    'Output',
    () => [
      new Option('-o, --out <folder>', 'output folder, or - for one stem to standard output').default(
        'separated',
      ),
      new Option('--save <folder>', 'the same as --out'),
      new Option('--filename <template>', 'of {track} {trackext} {stem} {ext} {separator} {folder}').default(
        '{track}/{stem}.{ext}',
      ),
      new Option('--format <format>', 'wav, flac, mp3, opus or m4a (default: wav)'),
      new Option('--mp3', 'the same as --format mp3'),
      new Option('--flac', 'the same as --format flac'),
      new Option('--mp3-bitrate <kbps>', 'kilobits per second of mp3 (default: 320)'),
      new Option('--bitrate <kbps>', 'the same for mp3, opus (192) and m4a (256)'),
      new Option('--int24', 'samples of 24 bits instead of 16 (wav, flac)'),
      new Option('--float32', 'samples of 32-bit float (wav)'),
      new Option(
        '--clip-mode <mode>',
        'samples beyond full scale: rescale all stems by one gain, clamp, or none',
      ).default('rescale'),
      new Option('--keep-rate', 'write at the rate of the input where the separator has its own'),
      new Option(
        '--manifest [file.json]',
        'write what was made from what (default file: <out>/<separator>/manifest.json)',
      ),
    ],
  ],
  [
    'Quality and speed',
    () => [
      new Option(
        '--phase <method>',
        'phases of the stems: mixture, griffin-lim, fast-griffin-lim, misi, wiener, consistent-wiener (default: mixture)',
      ),
      new Option('--phase-iterations <n>', "rounds of that search (default: the method's)"),
      new Option('--segment <time>', "length of the pieces a song is cut into (default: the separator's)"),
      new Option('--overlap <fraction>', "share of a segment that is cross-faded (default: the separator's)"),
      new Option('--shifts <n>', 'average over n random shifts: better, n times slower (default: 0)'),
      new Option('--seed <n>', 'seed of the shifts (default: 0)'),
      new Option(
        '-j, --jobs <n>',
        'pieces separated at the same time (default: the cores, at most 4); of a model: threads (default: the cores)',
      ),
      new Option('--max-memory <size>', 'memory to stay below: 500MB, 2GB (default: no limit)'),
    ],
  ],
  [
    'Many files',
    () => [
      new Option('--skip-existing', 'pass over tracks whose stems are all there'),
      new Option('--resume', 'go on where an interrupted run stopped'),
    ],
  ],
  [
    'Pipes (input -, output -)',
    () => [
      new Option('--pcm <format>', 'raw samples: u8, s16le, s24le, s32le, f32le, f64le'),
      new Option('--rate <hertz>', 'sample rate of raw input'),
      new Option('--channels <n>', 'channels of raw input (default: 2)'),
    ],
  ],
  [
    'Messages',
    () => [
      new Option('--json', 'events on standard output, one JSON object per line'),
      new Option('-q, --quiet', 'print errors only'),
      new Option('--debug', 'print stack traces'),
    ],
  ],
];

const examples = `
Examples:
  auralflow song.mp3                                 vocals, drums and the rest as wav
  auralflow separate album/ --flac -o stems          a folder, layout kept, as flac
  auralflow song.wav --two-stems vocals --mp3        vocals.mp3 and no_vocals.mp3
  auralflow song.flac -n hpss -O kernel=17           another separator with an option
  auralflow song.m4a --mix 'drumless = mix - drums'  all but the drums
  auralflow separate my_model song.mp3 --residual    a model that auralflow train made
  auralflow *.mp3 --resume                           go on after an interruption
  ffmpeg -i film.mkv -f f32le - | auralflow - --pcm f32le --rate 48000

Exit codes: 0 done, 1 something failed, 2 wrong usage, 130 interrupted.
`;
