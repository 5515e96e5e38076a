/** A stack of bidirectional LSTM layers between encoder and decoder, and its settings. */

import { inScope, selu, type Value } from '../../graph/index.ts';
import { linear, lstm, type Scope } from '../../nn/index.ts';
import type { NetworkSetting, NetworkSettings } from '../network.ts';
import { readUNetSettings } from './u-net-settings.ts';

/** Settings of the stack. */
export const recurrentSettings: readonly NetworkSetting[] = [
  {
    key: 'recurrent_depth',
    kind: 'integer',
    default: 3,
    min: 1,
    max: 16,
    summary: 'LSTM layers on top of each other, each in both directions',
  },
  {
    key: 'hidden_size',
    kind: 'integer',
    default: 1024,
    min: 1,
    max: 16384,
    summary:
      'requested units per direction; at most the channels of the bottleneck, hidden_channels · 2^levels, are used',
  },
];

/** Which axis of the encoder's result becomes features: of networks on spectrograms. */
export const inputAxisSetting: NetworkSetting = {
  key: 'input_axis',
  kind: 'integer',
  default: 1,
  min: 0,
  max: 1,
  summary:
    'which axis the LSTM reads at once: 0 the bins, going over time; 1 the frames, going over frequency',
};

/** How many places of the encoder's result make one step: of networks on waveforms. */
export const placesPerStepSetting: NetworkSetting = {
  key: 'places_per_step',
  kind: 'integer',
  default: 8,
  min: 1,
  max: 4096,
  summary: 'neighbouring places of the encoded waveform that the LSTM reads at once, going over time',
};

/** The units that a stack really has: no more than the bottleneck has channels. */
export function unitsOf(settings: NetworkSettings): number {
  const { hiddenChannels, levels } = readUNetSettings(settings);
  return Math.min(Number(settings.hidden_size), hiddenChannels * 2 ** levels);
}

/**
 * `[batch, step, feature]` through the LSTM, then two fully connected layers with SELU back to as many features. Scopes `lstm`, `linear1`,
 * `linear2`.
 */
export function recur(scope: Scope, sequence: Value, settings: NetworkSettings): Value {
  const units = unitsOf(settings);
  const { output } = lstm(scope.child('lstm'), sequence, {
    hiddenSize: units,
    numLayers: Number(settings.recurrent_depth),
    bidirectional: true,
    batchFirst: true,
    dropout: readUNetSettings(settings).dropout,
  });
  const narrow = dense(scope.child('linear1'), output, units);
  return dense(scope.child('linear2'), narrow, Number(sequence.type.shape[2]));
}

function dense(scope: Scope, x: Value, outFeatures: number): Value {
  const y = linear(scope, x, { outFeatures });
  return inScope(scope.name, () => selu(y));
}
