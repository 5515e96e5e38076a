/** The variants of NMF beside plain NumPy and librosa, and what `nmf` and `nmfd` are worth on recordings. */

import {
  createHpss,
  createHpssVocals,
  createNmf,
  createNmfd,
  factorize,
  factorizeComplex,
  factorizeConvolutive,
  mfcc,
} from '../../../src/decompose/index.ts';
import { siSdr } from '../../../src/metrics/index.ts';
import { plantedSpectra } from '../../../test/support/planted-spectra.ts';
import type { Figure, Measurement } from '../figure.ts';
import { type Recording, recordings, recordingsNote } from '../recordings.ts';
import { runPeer } from '../run-peer.ts';

const figures: Figure[] = [
  {
    what: 'NMF deconvolution, 20 iterations from the same start, against plain NumPy: templates and activations',
    floor: '≤ 1e-4 of the largest',
    measure: compareConvolutive,
  },
  {
    what: 'complex NMF, 20 iterations from the same start, without and with sparsity, against plain NumPy: factors',
    floor: '≤ 1e-4 of the largest',
    measure: compareComplex,
  },
  {
    what: 'MFCC against librosa.feature.mfcc',
    floor: '≤ 1e-5 of the largest',
    measure: compareCepstra,
  },
  {
    what: 'activations of planted components whose phases differ, templates known: error of complex NMF beside that of magnitude NMF',
    floor: '≤ 0.6 times',
    measure: comparePlanted,
  },
  {
    what: 'drums on recordings, SI-SDR gain over the mixture: nmfd and nmf beside hpss and hpss-vocals, mean',
    floor: 'nmfd above all others, nmf above hpss',
    measure: compareDrums,
  },
];

export default figures;

interface ComplexCase {
  readonly binCount: number;
  readonly frameCount: number;
  readonly componentCount: number;
  readonly iterations: number;
  readonly sparsity: number;
  readonly exponent: number;
  readonly data: number[];
  readonly initial: {
    readonly templates: number[];
    readonly activations: number[];
    readonly phasors: number[];
  };
  readonly templates: number[];
  readonly activations: number[];
}

interface PeerReport {
  readonly versions: { readonly numpy: string; readonly librosa: string };
  readonly nmfd: {
    readonly binCount: number;
    readonly frameCount: number;
    readonly componentCount: number;
    readonly templateFrames: number;
    readonly iterations: number;
    readonly data: number[];
    readonly initialTemplates: number[][];
    readonly initialActivations: number[];
    readonly templates: number[][];
    readonly activations: number[];
  };
  readonly complexNmf: readonly ComplexCase[];
  readonly mfcc: {
    readonly sampleRate: number;
    readonly fftSize: number;
    readonly melCount: number;
    readonly count: number;
    readonly powers: number[];
    readonly coefficients: number[];
  };
}

let report: PeerReport | undefined;

function askPeer(): PeerReport {
  report ??= runPeer<PeerReport>('nmf_variants.py');
  return report;
}

/** The largest difference, as a part of the largest expected number. */
function difference(own: ArrayLike<number>, expected: readonly number[]): number {
  let [most, largest] = [own.length === expected.length ? 0 : Number.POSITIVE_INFINITY, 0];
  expected.forEach((value, i) => {
    // Written so that NaN counts as a difference.
    const gap = Math.abs(own[i]! - value);
    if (!(gap <= most)) most = gap;
    largest = Math.max(largest, Math.abs(value));
  });
  return most / largest;
}

function within(worst: number, floor: number, note: string): Measurement {
  return { measured: worst.toExponential(1), ok: worst <= floor, note };
}

async function compareConvolutive(): Promise<Measurement> {
  const { nmfd, versions } = askPeer();
  const { data, initialTemplates, initialActivations, templates, activations, ...options } = nmfd;
  const own = await factorizeConvolutive(Float32Array.from(data), {
    ...options,
    initial: {
      templates: initialTemplates.map((template) => Float32Array.from(template)),
      activations: Float32Array.from(initialActivations),
    },
  });
  const gaps = own.templates.map((template, r) => difference(template, templates[r]!));
  const worst = Math.max(difference(own.activations, activations), ...gaps);
  return within(
    worst,
    1e-4,
    `${options.componentCount} components; NumPy ${versions.numpy}, double precision`,
  );
}

async function compareComplex(): Promise<Measurement> {
  const { complexNmf, versions } = askPeer();
  const gaps: number[] = [];
  for (const { data, initial, exponent, templates, activations, ...options } of complexNmf) {
    const own = await factorizeComplex(Float32Array.from(data), {
      ...{ ...options, sparsityExponent: exponent },
      initial: {
        templates: Float32Array.from(initial.templates),
        activations: Float32Array.from(initial.activations),
        phasors: Float32Array.from(initial.phasors),
      },
    });
    gaps.push(difference(own.templates, templates), difference(own.activations, activations));
  }
  return within(Math.max(...gaps), 1e-4, `NumPy ${versions.numpy}, double precision`);
}

async function compareCepstra(): Promise<Measurement> {
  const { mfcc: example, versions } = askPeer();
  const { powers, coefficients, ...options } = example;
  const own = mfcc(Float32Array.from(powers), options);
  return within(difference(own, coefficients), 1e-5, `librosa ${versions.librosa}`);
}

async function comparePlanted(): Promise<Measurement> {
  const errors = { real: 0, complex: 0 };
  for (const seed of [1, 2, 3, 4, 5]) {
    const { data, templates, activations, ...sizes } = plantedSpectra(seed);
    const { componentCount: rank, frameCount, binCount } = sizes;
    const magnitudes = Float32Array.from({ length: data.length / 2 }, (_, i) =>
      Math.hypot(data[2 * i]!, data[2 * i + 1]!),
    );
    const initial = { templates };
    const real = await factorize(magnitudes, {
      ...{ rank, frameCount, binCount, cost: 'euclidean', fixedTemplates: true, initial },
    });
    const complex = await factorizeComplex(data, {
      ...{ ...sizes, fixedTemplates: true, initial, iterations: 200, sparsity: 0.003 },
    });
    const errorOf = (found: Float32Array): number =>
      Math.hypot(...found.map((value, i) => value - activations[i]!)) / Math.hypot(...activations);
    errors.real += errorOf(real.activations) / 5;
    errors.complex += errorOf(complex.activations) / 5;
  }
  const ratio = errors.complex / errors.real;
  const note = `error ${errors.complex.toFixed(3)} beside ${errors.real.toFixed(3)}, five draws of three components in 40 frames × 24 bins`;
  return { measured: `${ratio.toFixed(2)} times`, ok: ratio <= 0.6, note };
}

/** By method: a separator and its stem of drums. */
const drumMethods = {
  nmfd: { separator: createNmfd(), stem: 'drums' },
  nmf: { separator: createNmf(), stem: 'drums' },
  hpss: { separator: createHpss(), stem: 'percussive' },
  'hpss-vocals': { separator: createHpssVocals(), stem: 'drums' },
} as const;

async function compareDrums(): Promise<Measurement> {
  const songs = recordings({ maxSeconds: 20 }).filter(({ stems }) => stems.has('drums'));
  const means = new Map<string, number>();
  const lines: string[] = [];
  for (const song of songs) {
    const gains: string[] = [];
    for (const [name, { separator, stem }] of Object.entries(drumMethods)) {
      const gain = drumGain(song, (await separator.separate(song.mixture)).get(stem)!.channels);
      means.set(name, (means.get(name) ?? 0) + gain / songs.length);
      gains.push(`${name} ${gain.toFixed(1)}`);
    }
    lines.push(`${song.name}: ${gains.join(', ')}`);
  }
  const others = [...means].filter(([name]) => name !== 'nmfd').map(([, mean]) => mean);
  return {
    measured: [...means].map(([name, mean]) => `${name} ${mean.toFixed(1)} dB`).join(', '),
    ok: means.get('nmfd')! > Math.max(...others) && means.get('nmf')! > means.get('hpss')!,
    note: `${lines.join('; ')} (${recordingsNote})`,
  };
}

function drumGain({ stems, mixture }: Recording, estimate: readonly Float32Array[]): number {
  const truth = stems.get('drums')!.channels;
  return siSdr(truth, estimate) - siSdr(truth, mixture.channels);
}
