/**
 * The Loss: what training makes small. A loss looks at estimates, targets and mixture as magnitudes, waveforms or masks, whichever it
 * needs; each of them is put into the graph only when it is asked for.
 */

import type { Value } from '../../graph/index.ts';

/** One side of a comparison. All targets together, `[batch, target, channel, …]`. */
export interface LossSignal {
  /** `[batch, target, channel, bin, frame]`. */
  magnitude(): Value;
  /** `[batch, target, channel, sample]`. */
  waveform(): Value;
}

/** What a loss may look at. */
export interface LossInput {
  readonly estimate: LossSignal;
  readonly target: LossSignal;
  /** The mixture, once per target, so that shapes agree. */
  readonly mixture: LossSignal;
  /** The mask of a masking network, `[batch, target, channel, bin, frame]`; throws ArgumentError for other networks. */
  mask(): Value;
  /** Mean and standard deviation of a variational network's latent values; `undefined` for other networks. */
  readonly latent: { readonly mean: Value; readonly deviation: Value } | undefined;
}

/** A loss. */
export interface Loss {
  /** As `config.json` names it: `component_loss`. */
  readonly name: string;
  /** A scalar. */
  build(input: LossInput): Value;
}
