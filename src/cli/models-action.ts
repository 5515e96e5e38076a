/** What `auralflow models` prints. */

import { findNetwork, type Model, networks, parameterCount } from '../models/index.ts';
import { isModelFolder, readLatest, readModelConfig } from '../node/index.ts';
import { configTemplate, configuredModel } from '../train/index.ts';
import { exitCodes } from './errors.ts';
import { printLine } from './output.ts';

interface Words {
  readonly json?: true;
}

/** Prints all networks; returns the exit code. */
export function listModels({ json }: Words): number {
  const rows = networks.map((network) => {
    const model = configuredModel(configTemplate(network.name));
    return {
      name: network.name,
      domain: network.domain,
      summary: network.summary,
      parameters: countOf(model),
    };
  });
  if (json) printLine(JSON.stringify({ networks: rows }));
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, parameters, summary } of json ? [] : rows) {
    printLine(`${name.padEnd(width)}  ${millions(parameters).padStart(6)} million parameters  ${summary}`);
  }
  if (!json) printLine('\nauralflow models info NAME explains the settings of a network.');
  return exitCodes.ok;
}

/** Prints what is known of a network or a model folder; returns the exit code. */
export async function describeModel(name: string, { json }: Words): Promise<number> {
  const facts = isModelFolder(name) ? await folderFacts(name) : networkFacts(name);
  if (json) printLine(JSON.stringify(facts));
  else for (const line of describe(facts)) printLine(line);
  return exitCodes.ok;
}

interface Facts {
  readonly name: string;
  readonly network: string;
  readonly summary: string;
  readonly paper: string;
  readonly parameters: number;
  readonly settings: readonly { readonly key: string; readonly value: unknown; readonly summary: string }[];
  readonly sampleRate: number;
  readonly channels: number;
  readonly targets: readonly string[];
  readonly seconds: number;
  /** Of a folder: epochs trained, and the best validation. */
  readonly epochs?: number;
  readonly best?: { readonly epoch: number; readonly siSdr: number | null };
}

function networkFacts(name: string): Facts {
  // First, for an error that is about networks and not about configurations.
  findNetwork(name);
  return factsOf(name, configuredModel(configTemplate(name)));
}

async function folderFacts(path: string): Promise<Facts> {
  const { config, model } = await readModelConfig(path);
  const saved = await readLatest(path);
  const facts = factsOf(config.model_params.model_name, model);
  if (saved === undefined) return { ...facts, epochs: 0 };
  const { epoch, history } = saved.state.position;
  const best = history.findLast(({ isBest }) => isBest);
  return {
    ...facts,
    epochs: epoch,
    ...(best === undefined ? {} : { best: { epoch: best.epoch, siSdr: best.validation?.siSdr ?? null } }),
  };
}

function factsOf(name: string, model: Model): Facts {
  const { network, shape, settings, sampleRate } = model;
  return {
    name,
    network: network.name,
    summary: network.summary,
    paper: network.paper,
    parameters: countOf(model),
    settings: network.settings.map(({ key, summary }) => ({ key, value: settings[key], summary })),
    sampleRate,
    channels: shape.channels,
    targets: shape.targets,
    seconds: shape.samples / sampleRate,
  };
}

function describe(facts: Facts): string[] {
  const { name, network, parameters, settings, epochs, best } = facts;
  const keyWidth = Math.max(...settings.map(({ key }) => key.length));
  const valueWidth = Math.max(...settings.map(({ value }) => String(value).length));
  const lines = [
    `${name === network ? name : `${name} (${network})`}: ${facts.summary}`,
    ...(facts.paper === '' ? [] : [`  paper       ${facts.paper}`]),
    `  parameters  ${parameters.toLocaleString('en-US')} (${millions(parameters)} million)`,
    `  takes       ${facts.channels === 1 ? 'mono' : 'stereo'}, ${facts.seconds} s at ${facts.sampleRate} Hz`,
    `  estimates   ${facts.targets.join(', ')}`,
  ];
  if (epochs !== undefined) {
    const ratio = typeof best?.siSdr === 'number' ? `, SI-SDR ${best.siSdr.toFixed(2)} dB` : '';
    lines.push(
      `  trained     ${epochs === 0 ? 'not yet' : `${epochs} epochs${best === undefined ? '' : `; best: epoch ${best.epoch}${ratio}`}`}`,
    );
  }
  return [
    ...lines,
    '  settings',
    ...settings.map(
      ({ key, value, summary }) =>
        `    ${key.padEnd(keyWidth)}  ${String(value).padEnd(valueWidth)}  ${summary}`,
    ),
  ];
}

function countOf({ network, shape, settings }: Model): number {
  return parameterCount(network, shape, settings);
}

function millions(count: number): string {
  return (count / 1e6).toFixed(count < 1e5 ? 4 : 1);
}
