/**
 * Oracles as Separators: given the true stems, they show the best that a kind of separator could do on a song (F.-R. Stöter, A. Liutkus,
 * N. Ito, "The 2018 signal separation evaluation campaign", 2018). Whatever runs separators runs them; they only work on the song whose
 * references they hold.
 */

import { type Audio, checkAudio, lengthSamples, type Separator, type Stems } from '../../audio/index.ts';
import { resolveStftSettings, type StftSettings, stftBinCount } from '../../dsp/index.ts';
import { ArgumentError, checkInteger } from '../../util/index.ts';
import { checkFiniteChunk, takeTurn, wantedStems } from '../chunk.ts';
import { checkOptionNames } from '../option.ts';
import { buildSpatialModel, filterSpatially } from '../phase/spatial-model.ts';
import type { SpectrogramFilter } from './ideal-masks.ts';
import { findOracle, maskFilter, type OracleKind, type OracleName, type OracleOptions } from './list.ts';
import { ownFrames, spanSpectrogram, spansOf, writeSpan } from './spans.ts';

/**
 * The separator `oracle-KIND`, asked for by kind or by that name, of the one song whose true stems are `references`: any number of stems and channels, all of one rate and
 * length. Frames are hann windows, zeros beyond the ends of the song.
 *
 * Its stems have the names and order of the references. It takes the song whole (`chunking` is `'song'`), at the references' rate, channel
 * count and length; for an excerpt give the references cut to it. The stems of `ibm`, `irm` and `wiener` add up to the mixture; those of `mwf`
 * to about −90 dB; those of `cirm` where the references do; those of `psm` do not.
 *
 * Throws `ArgumentError` for an unknown kind (naming the nearest), options that are unknown or out of range, references that do not fit each
 * other and, when separating, for a mixture that does not fit the references or a sample that is not finite.
 *
 * @example
 * const best = await createOracle('irm', stems, { exponent: 1 }).separate(mixture);
 */
export function createOracle(
  kind: OracleKind | OracleName,
  references: Stems,
  options: OracleOptions | Readonly<Record<string, unknown>> = {},
): Separator {
  const oracle = findOracle(kind);
  checkOptionNames(oracle.name, options, oracle.options);
  const filter = maskFilter(oracle.kind, options);
  const settings = frameSettings(oracle.name, options);
  const { sampleRate, channelCount, length } = checkReferences(oracle.name, references);
  const names = [...references.keys()];
  return {
    name: oracle.name,
    stems: names,
    sumsToMixture: ['ibm', 'irm', 'wiener'].includes(oracle.kind),
    sampleRate,
    channelCounts: [channelCount],
    chunking: () => 'song',
    async separate(mixture, separateOptions) {
      checkFiniteChunk(oracle.name, mixture);
      const wanted = wantedStems(names, separateOptions);
      checkFits(oracle.name, mixture, { sampleRate, channelCount, length });
      const kept = names.filter((name) => wanted.has(name));
      const outputs = new Map(
        kept.map((name) => [name, mixture.channels.map(() => new Float32Array(length))]),
      );
      const job = { mixture, sources: names.map((name) => references.get(name)!), settings };
      const { signal } = separateOptions ?? {};
      const run = kept.length === 0 ? undefined : (filter ?? (await learnFilter(job, signal)));
      for (const span of run === undefined ? [] : spansOf(length, settings)) {
        await takeTurn(signal);
        const mixed = spanSpectrogram(mixture.channels, span, settings);
        const spectra = job.sources.map(({ channels }) => spanSpectrogram(channels, span, settings));
        const estimates = run!(spectra, mixed);
        for (const [name, channels] of outputs) writeSpan(channels, estimates[names.indexOf(name)]!, span);
      }
      separateOptions?.signal?.throwIfAborted();
      return new Map([...outputs].map(([name, channels]) => [name, { sampleRate, channels }]));
    },
  };
}

interface Job {
  readonly mixture: Audio;
  readonly sources: readonly Audio[];
  readonly settings: StftSettings;
}

/** Hears the whole song once for the places of its sources. */
async function learnFilter(
  { mixture, sources, settings }: Job,
  signal: AbortSignal | undefined,
): Promise<SpectrogramFilter> {
  const builder = buildSpatialModel({
    sourceCount: sources.length,
    channelCount: mixture.channels.length,
    binCount: stftBinCount(settings),
  });
  for (const span of spansOf(lengthSamples(mixture), settings)) {
    await takeTurn(signal);
    const mixed = spanSpectrogram(mixture.channels, span, settings);
    const spectra = sources.map(({ channels }) => spanSpectrogram(channels, span, settings));
    builder.add(spectra, mixed, ownFrames(span, mixed));
  }
  const model = builder.finish();
  return (spectra, mixed) => filterSpatially(spectra, mixed, { model });
}

function frameSettings(place: string, options: OracleOptions): StftSettings {
  const fftSize = checkInteger(`${place}.fftSize`, options.fftSize ?? 4096, { min: 4 });
  const hopSize = checkInteger(`${place}.hopSize`, options.hopSize ?? Math.floor(fftSize / 4), {
    min: 1,
    max: Math.floor(fftSize / 2),
  });
  return resolveStftSettings({ fftSize, hopSize, padMode: 'zeros' });
}

interface Shape {
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly length: number;
}

function shapeOf(audio: Audio): Shape {
  return {
    sampleRate: audio.sampleRate,
    channelCount: audio.channels.length,
    length: lengthSamples(audio),
  };
}

function inWords({ sampleRate, channelCount, length }: Shape): string {
  return `${channelCount} channels of ${length} samples at ${sampleRate} Hz`;
}

function checkReferences(place: string, references: Stems): Shape {
  let shape: Shape | undefined;
  for (const [name, audio] of references) {
    const where = `${place}, reference ${name}`;
    checkAudio(where, audio);
    checkFiniteChunk(where, audio);
    shape ??= shapeOf(audio);
    if (inWords(shapeOf(audio)) === inWords(shape)) continue;
    throw new ArgumentError({
      place: where,
      expected: `${inWords(shape)}, as the first reference has`,
      got: inWords(shapeOf(audio)),
      remedy: 'Bring all references to one rate, channel count and length',
    });
  }
  if (shape !== undefined) return shape;
  throw new ArgumentError({
    place: `${place}, references`,
    expected: 'at least one true stem',
    got: 'none',
    remedy: 'An oracle needs the answer: use it on data sets with stems',
  });
}

function checkFits(place: string, mixture: Audio, shape: Shape): void {
  if (inWords(shapeOf(mixture)) === inWords(shape)) return;
  throw new ArgumentError({
    place: `${place}, mixture`,
    expected: `${inWords(shape)}, as its references have`,
    got: inWords(shapeOf(mixture)),
    remedy: 'An oracle separates only the song, or excerpt, whose references it was given',
  });
}
