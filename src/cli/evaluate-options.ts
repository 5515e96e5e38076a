/** The options that `evaluate` and `metrics` share. */

import { Option } from 'commander';

/** What is measured, and on what. */
export function measureOptions(): Option[] {
  return [
    new Option('--metrics <a,b>', 'what is measured; auralflow list shows all').default('bss-eval,si-sdr'),
    new Option('--stems <a,b>', 'only these stems of the data set (default: all)'),
    new Option(
      '--reference <equation>',
      "what an estimate is compared with where its name does not say it: 'percussive = drums'; may be repeated",
    )
      .argParser((value: string, previous: readonly string[]) => [...previous, value])
      .default([], 'none'),
    new Option('--split <name>', 'train, valid, val or test, where the data set has them (default: test)'),
    new Option('--tracks <part>', 'only tracks whose name holds this; may be repeated')
      .argParser((value: string, previous: readonly string[]) => [...previous, value])
      .default([], 'all'),
    new Option('--limit <n>', 'only the first n tracks'),
    new Option('-j, --jobs <n>', 'tracks measured at the same time (default: the cores, at most 4)'),
  ];
}

/** What is told, and how. */
export function messageOptions(): Option[] {
  return [
    new Option('--json', 'events and results on standard output, one JSON object per line'),
    new Option('-q, --quiet', 'print results and errors only'),
    new Option('--debug', 'print stack traces'),
  ];
}
