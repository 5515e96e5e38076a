/** The ideal masks: what each source keeps of the mixture's bins when the true sources are known. */

import {
  applyMask,
  complexMask,
  magnitude,
  power,
  ratioMasks,
  type Spectrogram,
  wienerMasks,
} from '../../dsp/index.ts';

/** From the spectrograms of the true sources and the mixture to those of the estimates, in the order of the sources. */
export type SpectrogramFilter = (sources: readonly Spectrogram[], mixture: Spectrogram) => Spectrogram[];

/** Every bin to the strongest source, channel by channel; the first among equals, and the last where all are 0. */
export const idealBinary: SpectrogramFilter = (sources, mixture) =>
  perChannel(sources, mixture, (magnitudes) =>
    ratioMasks(magnitudes, { power: Number.POSITIVE_INFINITY, zeros: 'last' }),
  );

/** |Sⱼ|ᵖ / Σ|Sᵢ|ᵖ, channel by channel. */
export function idealRatio(exponent: number): SpectrogramFilter {
  return (sources, mixture) =>
    perChannel(sources, mixture, (magnitudes) => ratioMasks(magnitudes, { power: exponent }));
}

/** vⱼ / Σ vᵢ with the power vⱼ averaged over channels: one mask for all of them. */
export const idealWiener: SpectrogramFilter = (sources, mixture) => {
  const powers = sources.map((source) => {
    const [first, ...others] = power(source);
    for (const other of others) for (let i = 0; i < first!.length; i++) first![i]! += other[i]!;
    return first!;
  });
  return wienerMasks(powers).map((mask) => applyMask(mixture, [mask]));
};

/** |S|·cos(∠S − ∠Y) / |Y|, which is the real part of S/Y, held between 0 and `limit`; 0 where Y is 0. */
export function phaseSensitive(limit: number): SpectrogramFilter {
  return (sources, mixture) =>
    sources.map((source) => {
      const masks = mixture.channels.map((y, c) => {
        const s = source.channels[c]!;
        const mask = new Float32Array(y.length / 2);
        for (let i = 0; i < mask.length; i++) {
          const [re, im] = [y[2 * i]!, y[2 * i + 1]!];
          const size = re * re + im * im;
          if (size === 0) continue;
          mask[i] = Math.min(limit, Math.max(0, (s[2 * i]! * re + s[2 * i + 1]! * im) / size));
        }
        return mask;
      });
      return applyMask(mixture, masks);
    });
}

/** S / Y, its size held to `limit`; 0 where Y is 0. */
export function complexIdeal(limit: number): SpectrogramFilter {
  return (sources, mixture) =>
    sources.map((source) => applyMask(mixture, complexMask(source, mixture, { limit })));
}

/** Masks from the magnitudes of all sources in one channel after the other, applied to it. */
function perChannel(
  sources: readonly Spectrogram[],
  mixture: Spectrogram,
  masksOf: (magnitudes: readonly Float32Array[]) => Float32Array[],
): Spectrogram[] {
  const magnitudes = sources.map(magnitude);
  const masks = mixture.channels.map((_, c) => masksOf(magnitudes.map((channels) => channels[c]!)));
  return sources.map((_, j) =>
    applyMask(
      mixture,
      masks.map((ofChannel) => ofChannel[j]!),
    ),
  );
}
