/** The multichannel methods give the numbers of scikit-learn and of plain references (scripts/golden/multichannel.py). */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  duetHistogram,
  duetLabels,
  fastIca,
  findAzimuths,
  startAuxIva,
  startIlrma,
  startProjet,
} from '../../src/decompose/index.ts';
import { resolveStftSettings, type Spectrogram } from '../../src/dsp/index.ts';

interface GoldenCase {
  readonly method: 'fast_ica' | 'aux_iva' | 'ilrma' | 'adress' | 'duet' | 'projet';
  readonly options: Readonly<Record<string, number>>;
  readonly inputs: readonly { readonly shape: readonly number[]; readonly values: readonly number[] }[];
  readonly outputs: readonly (readonly number[])[];
}

const cases = JSON.parse(
  readFileSync(new URL('multichannel.json', import.meta.url), 'utf8'),
) as readonly GoldenCase[];

/** Spectrograms and models are float32; a few iterations of theirs. */
const tolerance = 1e-5;

/** Equal parts of an input's values, one per entry of its first axis. */
function parts(input: GoldenCase['inputs'][number]): readonly number[][] {
  const length = input.values.length / input.shape[0]!;
  return Array.from({ length: input.shape[0]! }, (_, i) => input.values.slice(i * length, (i + 1) * length));
}

const float32 = (arrays: readonly number[][]): Float32Array[] => arrays.map((one) => Float32Array.from(one));

function ours({ method, options, inputs }: GoldenCase): readonly ArrayLike<number>[] {
  const [first, second, third] = inputs;
  const channels = float32(parts(first!));
  const iterations = (work: { iterate(): void; objective(): number }): number[] =>
    Array.from({ length: options.iterations! }, () => {
      work.iterate();
      return work.objective();
    });
  if (method === 'fast_ica') {
    return [fastIca(parts(first!), { ...options, start: second!.values }).unmixing];
  }
  if (method === 'aux_iva' || method === 'ilrma') {
    const observed = { channels, binCount: first!.shape[1]!, frameCount: first!.shape[2]! };
    const bases = second?.shape[2] ?? 1;
    const start = channels.map((_, n) => ({
      spectra: Float64Array.from(second === undefined ? [] : parts(second)[n]!),
      gains: Float64Array.from(third === undefined ? [] : parts(third)[n]!),
    }));
    const work = method === 'aux_iva' ? startAuxIva(observed) : startIlrma(observed, { bases, start });
    const curve = iterations(work);
    return [work.demixer.matrices, curve];
  }
  if (method === 'projet') {
    const [places, sources] = second!.shape as [number, number];
    const pans = Float64Array.from(second!.values);
    const model = startProjet(channels, { sources, places, projections: options.projections!, pans });
    const curve = iterations(model);
    const images = Array.from({ length: sources }, (_, j) => {
      const out = channels.map((channel) => new Float32Array(channel.length));
      model.filter(j, out);
      return out.flatMap((channel) => [...channel]);
    });
    return [model.spectra, model.pans, curve, images.flat()];
  }
  const [, frameCount, binCount] = first!.shape as [number, number, number];
  const settings = resolveStftSettings({ fftSize: options.fftSize ?? 16 });
  const spectrogram: Spectrogram = { settings, binCount, frameCount, lengthSamples: 0, channels };
  if (method === 'adress') {
    const { places, magnitudes } = findAzimuths(spectrogram, { resolution: options.resolution! });
    return [places, magnitudes];
  }
  const { maxDelaySamples, panCells, delayCells } = options as Record<string, number>;
  const peaks = parts(second!).map(([panDegrees, delaySamples]) => ({
    panDegrees: panDegrees!,
    delaySamples: delaySamples!,
  }));
  const cells = { maxDelaySamples: maxDelaySamples!, panCells: panCells!, delayCells: delayCells! };
  return [duetHistogram(spectrogram, cells).values, duetLabels(spectrogram, peaks)];
}

describe('multichannel methods', () => {
  it.each(cases.map((one, i) => ({ ...one, i })))('equal their references: $method, case $i', (one) => {
    const found = ours(one);
    expect(found).toHaveLength(one.outputs.length);
    one.outputs.forEach((expected, o) => {
      const scale = Math.max(...expected.map(Math.abs));
      expect(found[o]).toHaveLength(expected.length);
      expected.forEach((value, i) => {
        expect(Math.abs(found[o]![i]! - value) / scale, `output ${o} at ${i}`).toBeLessThan(tolerance);
      });
    });
  });
});
