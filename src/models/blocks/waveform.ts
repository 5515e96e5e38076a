/** The waveform side of a network: from samples to the deepest level, and from there to the targets' waveforms. */

import { reshape, type Value } from '../../graph/index.ts';
import { conv1d, type Scope } from '../../nn/index.ts';
import { lineAxes } from './axes.ts';
import { type Levelled, levelWave, weighChannels } from './normalize.ts';
import type { SideOptions } from './spectrogram.ts';
import { decode, type Encoded, encode } from './u-net.ts';
import { checkLevels, readUNetSettings } from './u-net-settings.ts';

/** An encoded waveform and what brings estimates to its level; `undefined` where levels are left as they are. */
export interface EncodedWave extends Encoded {
  readonly levelled: Levelled | undefined;
}

/** A waveform `[batch, channel, sample]` through the encoder. Scope `encoder.*`. */
export function encodeWaveform(scope: Scope, waveform: Value, options: SideOptions): EncodedWave {
  const settings = readUNetSettings(options.settings);
  checkLevels(options.network, options.shape, { axes: lineAxes, levels: settings.levels });
  const norm = scope.child('input_norm');
  const levelled = settings.normalizeInput ? levelWave(norm, waveform) : undefined;
  // Not weighed: the batch normalization behind the first convolution would take scale and offset away again.
  const x = levelled === undefined ? waveform : levelled.value;
  return { ...encode(scope, x, { axes: lineAxes, settings }), levelled };
}

/** Estimates `[batch, target, channel, sample]`. Scopes `bottleneck`, `decoder.*`, `estimate`, `output_norm`. */
export function decodeWaveform(scope: Scope, encoded: EncodedWave, options: SideOptions): Value {
  const { shape } = options;
  const settings = readUNetSettings(options.settings);
  const hidden = decode(scope, encoded, { axes: lineAxes, settings });
  const outChannels = shape.targets.length * shape.channels;
  const raw = conv1d(scope.child('estimate'), hidden, { outChannels, kernelSize: 1 });
  const weighed = settings.normalizeOutput ? weighChannels(scope.child('output_norm'), raw) : raw;
  const loud = encoded.levelled === undefined ? weighed : encoded.levelled.restore(weighed);
  const [batch, , samples] = loud.type.shape;
  return reshape(loud, [batch!, shape.targets.length, shape.channels, samples!]);
}
