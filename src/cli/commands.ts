/** The commands: one line each. Their code is loaded when they are called, so that `--help` stays fast. */

import type { Command } from 'commander';

/** One command. */
export interface CommandEntry {
  readonly name: string;
  /** As `auralflow --help` lists it. */
  readonly summary: string;
  /** Its options and action; the action resolves with the exit code through `finish`. */
  create(finish: (exitCode: number) => void): Promise<Command>;
}

/** All commands; the first is the one that runs when none is named. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'separate',
    summary: 'take songs apart into stems (the default command)',
    create: async (finish) => (await import('./separate-command.ts')).separateCommand(finish),
  },
  {
    name: 'transcribe',
    summary: 'write the notes of a song as MIDI or as a list',
    create: async (finish) => (await import('./transcribe-command.ts')).transcribeCommand(finish),
  },
  {
    name: 'evaluate',
    summary: 'measure separators on songs whose stems are known',
    create: async (finish) => (await import('./evaluate-command.ts')).evaluateCommand(finish),
  },
  {
    name: 'metrics',
    summary: 'measure a folder of estimated stems against a folder of true ones',
    create: async (finish) => (await import('./metrics-command.ts')).metricsCommand(finish),
  },
  {
    name: 'plot',
    summary: 'draw spectrograms, waveforms, masks, comparisons and losses',
    create: async (finish) => (await import('./plot-command.ts')).plotCommand(finish),
  },
  {
    name: 'config',
    summary: 'make a model folder, or edit its configuration',
    create: async (finish) => (await import('./config-command.ts')).configCommand(finish),
  },
  {
    name: 'train',
    summary: 'train the model in a folder',
    create: async (finish) => (await import('./train-command.ts')).trainCommand(finish),
  },
  {
    name: 'models',
    summary: 'list networks, describe one or the model in a folder',
    create: async (finish) => (await import('./models-command.ts')).modelsCommand(finish),
  },
  {
    name: 'test',
    summary: 'measure a trained model on songs whose stems are known',
    create: async (finish) => (await import('./test-command.ts')).testCommand(finish),
  },
  {
    name: 'export',
    summary: 'write a trained model as an ONNX file',
    create: async (finish) => (await import('./export-command.ts')).exportCommand(finish),
  },
  {
    name: 'probe',
    summary: 'tell rate, channels, length and tags of audio files',
    create: async (finish) => (await import('./probe-command.ts')).probeCommand(finish),
  },
  {
    name: 'list',
    summary: 'list separators with their options, formats and devices',
    create: async (finish) => (await import('./list-command.ts')).listCommand(finish),
  },
];
