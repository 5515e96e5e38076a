/** What `auralflow list` prints. */

import { defaultSeparator, outputFormats } from '../node/index.ts';
import { checkChoice } from '../util/index.ts';
import { describeSeparators, type SeparatorDescription, separatorNames } from '../zoo/index.ts';
import { exitCodes } from './errors.ts';
import { printLine } from './output.ts';

const devices = ['cpu'] as const;

/** Prints the lists, or one separator in full; returns the exit code. */
export function runList(name: string | undefined, { json }: { readonly json?: true }): number {
  const all = describeSeparators();
  if (name !== undefined) checkChoice('auralflow list', name, separatorNames());
  const separators = all.filter((separator) => name === undefined || separator.name === name);
  if (json) {
    printLine(JSON.stringify({ separators, formats: outputFormats, devices, default: defaultSeparator }));
    return exitCodes.ok;
  }
  const lines = name === undefined ? overview(separators) : inFull(separators[0]!);
  for (const line of lines) printLine(line);
  return exitCodes.ok;
}

function overview(separators: readonly SeparatorDescription[]): string[] {
  return [
    'Separators (-n NAME):',
    ...separators.flatMap((separator) => [
      `  ${separator.name}${separator.name === defaultSeparator ? ' (default)' : ''}: ${separator.stems.join(', ')}`,
      `      ${separator.summary}`,
      ...(separator.options.length === 0
        ? []
        : [`      options: ${separator.options.map((option) => option.name).join(', ')}`]),
    ]),
    '',
    `Formats (--format NAME): ${outputFormats.join(', ')}`,
    `Devices (-d NAME): auto, ${devices.join(', ')}`,
    '',
    'auralflow list NAME explains the options of a separator.',
  ];
}

function inFull({ name, family, summary, stems, paper, options }: SeparatorDescription): string[] {
  const width = Math.max(0, ...options.map((option) => option.name.length));
  return [
    `${name}: ${summary}`,
    `  family  ${family}`,
    `  stems   ${stems.join(', ')}`,
    ...(paper === undefined ? [] : [`  paper   ${paper}`]),
    ...(options.length === 0 ? ['  no options'] : ['  options (-O key=value)']),
    ...options.map(
      (option) =>
        `    ${option.name.padEnd(width)}  ${option.summary} (${[...(option.choices ?? [])].join('|') || option.kind}, default ${option.default})`,
    ),
  ];
}
