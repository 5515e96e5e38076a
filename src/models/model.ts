/**
 * The Model: a network with the transforms around it, so that it takes waveforms and gives waveforms. What training and separating have in common stands
 * here, which is why a model separates as it was trained.
 */

import { input, type Value } from '../graph/index.ts';
import { createScope, type ParameterSpec, type Scope } from '../nn/index.ts';
import { elementCount } from '../tensor/index.ts';
import { ArgumentError, checkInteger, checkNumber } from '../util/index.ts';
import { findNetwork } from './list.ts';
import type { Network, NetworkOutput, NetworkSettings, SignalShape } from './network.ts';
import { type PhaseOptions, rebuilt } from './phase.ts';
import { resolveSettings } from './settings.ts';
import { estimateOf, type MixtureParts, type ModelSignals, mixtureParts, modelSignals } from './signals.ts';
import { type SegmentTransform, segmentTransform } from './transform.ts';

/** What {@link createModel} makes a model of. */
export interface ModelOptions {
  /** Its name, or a network of your own. */
  readonly network: string | Network;
  /** 1 (default) for mono, where stereo songs are separated channel by channel; 2 for stereo. */
  readonly channels?: number;
  /** Names of the stems it estimates. Default: `['vocals']`. */
  readonly targets?: readonly string[];
  /** In hertz; what it is trained on and separates at. Default: 44100. */
  readonly sampleRate?: number;
  /** Samples of one transform. Default: 1024. */
  readonly fftSize?: number;
  /** Samples of the window, at most `fftSize`. Default: `fftSize`. */
  readonly windowSize?: number;
  /** Samples from one frame to the next, at most half the window. Default: 512, or half the window where that is less. */
  readonly hopSize?: number;
  /** Length of what it sees at once. Default: 3, as the original. */
  readonly sampleLengthSeconds?: number;
  /** The network's own settings, in snake case. Default: the network's. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A network with everything it was made for. */
export interface Model {
  readonly network: Network;
  /** All of them, checked. */
  readonly settings: NetworkSettings;
  readonly shape: SignalShape;
  readonly sampleRate: number;
  /** Samples per channel that it sees at once; the same as `shape.samples`. */
  readonly segmentSamples: number;
  readonly transform: SegmentTransform;
  /**
   * Scopes of the network's levels, for the `recompute` of a training step. Little is won at the default sizes (2.3 GB instead of 2.4 for SpectrogramNetSimple
   * with 4 examples), where most of the memory is the outermost level at work. Empty for networks without levels.
   */
  readonly blocks: readonly string[];
  /**
   * Adds network and transforms to a graph: `mixture` `[batch, channel, sample]`, `targets` `[batch, target, channel, sample]`. What no loss asks for
   * is not computed.
   */
  buildTraining(scope: Scope, mixture: Value, targets: Value): ModelSignals;
  /**
   * Adds what separates to a graph: from `waveform` `[batch, channel, sample]` to estimates `[batch, target, channel, sample]`. The batch may be
   * symbolic. Throws ArgumentError for phase options that the network has no use for.
   */
  buildInference(scope: Scope, waveform: Value, options?: PhaseOptions): Value;
}

/**
 * A model from its description. Throws ArgumentError, naming the option or setting, for what is unknown, out of range, or does not fit together.
 *
 * @example
 * const model = createModel({ network: 'SpectrogramNetSimple', targets: ['vocals'], settings: { hidden_channels: 8 } });
 */
export function createModel(options: ModelOptions): Model {
  const network = typeof options.network === 'string' ? findNetwork(options.network) : options.network;
  const settings = resolveSettings(network, options.settings);
  const sampleRate = checkNumber('sampleRate', options.sampleRate ?? 44100, { above: 0 });
  const seconds = checkNumber('sampleLengthSeconds', options.sampleLengthSeconds ?? 3, { above: 0 });
  const samples = Math.round(seconds * sampleRate);
  const transform = segmentTransform(samples, transformOptions(options));
  const shape: SignalShape = {
    channels: checkInteger('channels', options.channels ?? 1, { min: 1, max: 2 }),
    targets: checkTargets(options.targets ?? ['vocals']),
    bins: transform.bins,
    frames: transform.frames,
    samples,
  };
  const build = (scope: Scope, mixture: MixtureParts): NetworkOutput =>
    network.build(
      scope,
      { magnitude: mixture.magnitude, waveform: () => mixture.waveform },
      { shape, settings },
    );
  // Refuses at once what does not go together.
  const names = [...parametersOf(network, shape, settings).keys()];
  return {
    network,
    settings,
    shape,
    sampleRate,
    segmentSamples: samples,
    transform,
    blocks: blocksOf(names),
    buildTraining(scope, waveform, targets) {
      const mixture = mixtureParts(waveform, transform);
      const output = build(scope, mixture);
      return modelSignals({ network: network.name, shape, transform, output, mixture }, targets);
    },
    buildInference(scope, waveform, phase = {}) {
      const mixture = mixtureParts(waveform, transform);
      const output = build(scope, mixture);
      const parts = { network: network.name, output, transform, mixture };
      return (phase.phase ?? 'mixture') === 'mixture' ? estimateOf(parts).waveform() : rebuilt(parts, phase);
    },
  };
}

/**
 * How many numbers training changes: all weights and biases, without running statistics. Throws ArgumentError as the network does, where settings and
 * shape do not go together.
 *
 * @example
 * parameterCount(model.network, model.shape, model.settings); // 7775969
 */
export function parameterCount(network: Network, shape: SignalShape, settings: NetworkSettings): number {
  return [...parametersOf(network, shape, settings).values()]
    .filter(({ trainable }) => trainable)
    .reduce((sum, spec) => sum + elementCount(spec.shape), 0);
}

function parametersOf(
  network: Network,
  shape: SignalShape,
  settings: NetworkSettings,
): ReadonlyMap<string, ParameterSpec> {
  const scope = createScope();
  const { channels, bins, frames, samples } = shape;
  network.build(
    scope,
    {
      magnitude: () => input('magnitude', { dtype: 'float32', shape: [1, channels, bins, frames] }),
      waveform: () => input('waveform', { dtype: 'float32', shape: [1, channels, samples] }),
    },
    { shape, settings },
  );
  return scope.parameters;
}

/** Prefixes of parameters that are levels of a U-Net: `encoder.0`, `waveform.decoder.2`, `bottleneck`. */
function blocksOf(names: readonly string[]): readonly string[] {
  const blocks = names.map((name) => /^(.*\.)?((en|de)coder\.\d+|bottleneck)(?=\.)/.exec(name)?.[0]);
  return [...new Set(blocks.filter((block) => block !== undefined))];
}

function transformOptions({ fftSize = 1024, windowSize = fftSize, hopSize }: ModelOptions): {
  readonly fftSize: number;
  readonly windowSize: number;
  readonly hopSize: number;
} {
  return { fftSize, windowSize, hopSize: hopSize ?? Math.min(512, Math.max(1, Math.floor(windowSize / 2))) };
}

function checkTargets(targets: readonly string[]): readonly string[] {
  const names = new Set(targets);
  if (targets.length > 0 && names.size === targets.length && !names.has('')) return [...targets];
  throw new ArgumentError({
    place: 'targets',
    expected: 'one or more different names of stems',
    got: `[${targets.join(', ')}]`,
    remedy: "Name each stem once: ['vocals']",
  });
}
