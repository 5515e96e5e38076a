/** The spectrogram side of a network: from magnitudes to the deepest level, and from there to masks. */

import { reshape, type Value } from '../../graph/index.ts';
import { conv2d, type Scope } from '../../nn/index.ts';
import type { NetworkSettings, SignalShape } from '../network.ts';
import { imageAxes } from './axes.ts';
import { activateMask } from './mask.ts';
import { normalizeImage, weighBins } from './normalize.ts';
import { decode, type Encoded, encode } from './u-net.ts';
import { checkLevels, readUNetSettings } from './u-net-settings.ts';

/** What both sides are built for. */
export interface SideOptions {
  /** Of the network, for messages. */
  readonly network: string;
  readonly shape: SignalShape;
  readonly settings: NetworkSettings;
}

/** Magnitudes `[batch, channel, bin, frame]` through the encoder. Scopes `input_norm`, `encoder.*`. */
export function encodeSpectrogram(scope: Scope, magnitude: Value, options: SideOptions): Encoded {
  const settings = readUNetSettings(options.settings);
  checkLevels(options.network, options.shape, { axes: imageAxes, levels: settings.levels });
  const x = settings.normalizeInput ? normalizeImage(scope.child('input_norm'), magnitude) : magnitude;
  return encode(scope, x, { axes: imageAxes, settings });
}

/** Masks `[batch, target, channel, bin, frame]` in [0, 1]. Scopes `bottleneck`, `decoder.*`, `mask`, `output_norm`. */
export function decodeMask(scope: Scope, encoded: Encoded, options: SideOptions): Value {
  const { shape } = options;
  const settings = readUNetSettings(options.settings);
  const hidden = decode(scope, encoded, { axes: imageAxes, settings });
  const outChannels = shape.targets.length * shape.channels;
  const raw = conv2d(scope.child('mask'), hidden, { outChannels, kernelSize: 1 });
  const weighed = settings.normalizeOutput ? weighBins(scope.child('output_norm'), raw) : raw;
  const [batch, , bins, frames] = weighed.type.shape;
  const laid = reshape(weighed, [batch!, shape.targets.length, shape.channels, bins!, frames!]);
  return activateMask(scope.child('mask_activation'), laid, String(options.settings.mask_activation));
}
