/** What losses look at, from waveforms: for networks that are not built by `models`. */

import type { StftOptions } from '../../dsp/index.ts';
import { expand, formatType, unsqueeze, type Value } from '../../graph/index.ts';
import { complexAbs, graphStft } from '../../nn/index.ts';
import { ArgumentError } from '../../util/index.ts';
import type { LossInput, LossSignal } from './loss.ts';

/** The waveforms of a batch. */
export interface LossWaveforms {
  /** `[batch, target, channel, sample]`. */
  readonly estimate: Value;
  /** `[batch, target, channel, sample]`. */
  readonly target: Value;
  /** `[batch, channel, sample]`. */
  readonly mixture: Value;
}

/**
 * What a loss may look at, from waveforms alone: there is no mask and no latent value. Magnitudes are those of the STFT with these
 * settings, made when they are asked for and once; they are at least 1e-15, which gives silence a slope of 0. Throws ArgumentError where
 * shapes do not fit.
 *
 * @example
 * const loss = createCriterion('l1').build(waveformLossInput({ estimate, target, mixture }, { fftSize: 1024, hopSize: 256 }));
 */
export function waveformLossInput(waveforms: LossWaveforms, stft: StftOptions): LossInput {
  const { estimate, target, mixture } = waveforms;
  const { shape } = target.type;
  if (shape.length !== 4 || mixture.type.shape.length !== 3) {
    throw new ArgumentError({
      place: 'waveformLossInput',
      expected: 'a target [batch, target, channel, sample] and a mixture [batch, channel, sample]',
      got: `${formatType(target.type)} and ${formatType(mixture.type)}`,
      remedy: 'Reshape them; one target is an axis of size 1',
    });
  }
  return {
    estimate: lossSignal(estimate, stft),
    target: lossSignal(target, stft),
    mixture: lossSignal(expand(unsqueeze(mixture, [1]), shape), stft),
    latent: undefined,
    mask() {
      throw new ArgumentError({
        place: 'loss',
        expected: 'a network with a mask',
        got: 'waveforms',
        remedy: 'Choose a loss that compares magnitudes or waveforms',
      });
    },
  };
}

function lossSignal(waveform: Value, stft: StftOptions): LossSignal {
  let magnitudes: Value | undefined;
  return {
    waveform: () => waveform,
    magnitude() {
      magnitudes ??= complexAbs(graphStft(waveform, stft));
      return magnitudes;
    },
  };
}
