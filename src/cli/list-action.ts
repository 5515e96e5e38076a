/** What `auralflow list` prints. */

import { type OracleDescription, oracleNames, oracles, phaseOptions } from '../decompose/index.ts';
import { type Metric, metrics } from '../metrics/index.ts';
import { defaultSeparator, outputFormats } from '../node/index.ts';
import { checkChoice } from '../util/index.ts';
import { describeSeparators, type SeparatorDescription, separatorNames } from '../zoo/index.ts';
import { exitCodes } from './errors.ts';
import { printLine } from './output.ts';
import { scoreDescription, scoreName } from './score-choice.ts';

const devices = ['cpu'] as const;

/** Prints the lists, or one separator, oracle or metric in full; returns the exit code. */
export function runList(name: string | undefined, { json }: { readonly json?: true }): number {
  const metricNames = metrics.map((metric) => metric.name);
  if (name !== undefined)
    checkChoice('auralflow list', name, [...separatorNames(), scoreName, ...oracleNames, ...metricNames]);
  const isWanted = (one: { readonly name: string }): boolean => name === undefined || one.name === name;
  const separators = [...describeSeparators(), scoreDescription].filter(isWanted);
  const wanted = { separators, oracles: oracles.filter(isWanted), metrics: metrics.filter(isWanted) };
  if (json) {
    const rest = { formats: outputFormats, devices, default: defaultSeparator };
    printLine(JSON.stringify({ ...wanted, ...rest }));
    return exitCodes.ok;
  }
  const lines = name === undefined ? overview(separators) : linesOf(wanted);
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
    'Oracles, which know the true stems (for auralflow evaluate):',
    ...oracles.map((oracle) => `  ${oracle.name}: ${oracle.summary}`),
    '',
    'Metrics (auralflow evaluate --metrics NAME,NAME):',
    ...metrics.map(metricLine),
    '',
    `Formats (--format NAME): ${outputFormats.join(', ')}`,
    `Devices (-d NAME): auto, ${devices.join(', ')}`,
    '',
    'auralflow list NAME explains the options of a separator or oracle.',
  ];
}

function metricLine({ name, title }: Metric): string {
  return `  ${name}: ${title}`;
}

/** One of the three has the one that was asked for. */
function linesOf({
  separators,
  oracles,
  metrics,
}: {
  readonly separators: readonly SeparatorDescription[];
  readonly oracles: readonly OracleDescription[];
  readonly metrics: readonly Metric[];
}): string[] {
  const [separator] = separators;
  const [oracle] = oracles;
  if (separator !== undefined) {
    const { name, summary, family, stems, paper, options } = separator;
    const facts = [
      ['family', family],
      ['stems', stems.join(', ')],
      ...(paper === undefined ? [] : [['paper', paper]]),
    ];
    const own = inFull({ name, summary, facts, how: '-O key=value', options });
    return [...own, '  options of every separator', ...optionLines(phaseOptions)];
  }
  if (oracle !== undefined) {
    const { name, summary, paper, options } = oracle;
    return inFull({ name, summary, facts: [['paper', paper]], how: `${name}:key=value`, options });
  }
  return metrics.flatMap((metric) => [
    metricLine(metric).trim(),
    ...metric.scores.map(
      ({ name, unit, better }) => `  ${name}${unit === '' ? '' : ` in ${unit}`}, ${better} is better`,
    ),
  ]);
}

function inFull({
  name,
  summary,
  facts,
  how,
  options,
}: {
  readonly name: string;
  readonly summary: string;
  readonly facts: readonly (readonly string[])[];
  readonly how: string;
  readonly options: SeparatorDescription['options'];
}): string[] {
  return [
    `${name}: ${summary}`,
    ...facts.map(([what, text]) => `  ${what!.padEnd(7)} ${text}`),
    ...(options.length === 0 ? ['  no options'] : [`  options (${how})`]),
    ...optionLines(options),
  ];
}

function optionLines(options: SeparatorDescription['options']): string[] {
  const width = Math.max(0, ...options.map((option) => option.name.length));
  return options.map(
    (option) =>
      `    ${option.name.padEnd(width)}  ${option.summary} (${[...(option.choices ?? [])].join('|') || option.kind}, default ${option.default})`,
  );
}
