/** The chunk engine: that it adds nothing of its own, and that what it delivers adds up to the mixture. */

import { type Audio, lengthSamples, type Separator } from '../../../src/audio/index.ts';
import { type SeparateOptions, separateAudio } from '../../../src/separate/index.ts';
import { createRandom } from '../../../src/util/index.ts';
import { createSeparator, separatorNames } from '../../../src/zoo/index.ts';
import type { Figure } from '../figure.ts';

const sampleRate = 44100;

/** Tones, strokes and noise, a different mixture on each side; full float32 mantissas, so that no rounding can hide. */
function song(samples: number, seed: number): Audio {
  const random = createRandom(seed);
  const channels = [0, 1].map((side) =>
    Float32Array.from({ length: samples }, (_, n) => {
      const seconds = n / sampleRate;
      const tone = 0.3 * Math.sin(2 * Math.PI * (220 + 110 * side) * seconds);
      const stroke = 0.5 * Math.exp(-40 * (seconds % 0.5)) * (2 * random.uniform() - 1);
      return tone + stroke + 0.02 * random.normal();
    }),
  );
  return { sampleRate, channels };
}

function bitsDiffer(a: Audio, b: Audio): number {
  let count = lengthSamples(a) === lengthSamples(b) ? 0 : 1;
  for (const [c, channel] of a.channels.entries()) {
    const x = new Uint32Array(channel.slice().buffer);
    const y = new Uint32Array(b.channels[c]!.slice().buffer);
    for (let n = 0; n < x.length; n++) if (x[n] !== y[n]) count++;
  }
  return count;
}

/** Power of Σ outputs − mixture over that of the mixture, in dB. */
function errorDb(mixture: Audio, outputs: Iterable<Audio>): number {
  let error = 0;
  let power = 0;
  const parts = [...outputs];
  for (const [c, channel] of mixture.channels.entries()) {
    for (let n = 0; n < channel.length; n++) {
      let sum = 0;
      for (const part of parts) sum += part.channels[c]![n]!;
      error += (sum - channel[n]!) ** 2;
      power += channel[n]! ** 2;
    }
  }
  return 10 * Math.log10(error / power);
}

const identity: Figure = {
  what: 'identity separator, any length/chunk/overlap',
  floor: 'equal to the mixture bit for bit (float32)',
  async measure() {
    const random = createRandom(20);
    const separator = createSeparator('identity');
    let differing = 0;
    let samples = 0;
    const runs = 150;
    for (let run = 0; run < runs; run++) {
      const mixture = song(random.integer(0, run % 10 === 0 ? 400000 : 30000), run);
      const { stems } = await separateAudio(mixture, {
        separator,
        segmentSeconds: 0.002 + random.uniform() ** 3 * 4,
        overlap: random.integer(0, 2) === 0 ? 0 : 0.95 * random.uniform(),
        shifts: random.integer(0, 3),
        seed: run,
      });
      for (const stem of stems.values()) differing += bitsDiffer(mixture, stem);
      samples += lengthSamples(mixture) * mixture.channels.length;
    }
    return {
      measured: `${differing} of ${samples} samples differ`,
      ok: differing === 0,
      note: `${runs} random lengths 0–400000, segments 0.002–4 s, overlaps 0–0.95, shifts 0–3`,
    };
  },
};

/** Every separator, and one that must be run at a rate of its own. */
function separators(): Separator[] {
  const all = separatorNames().map((name) => createSeparator(name));
  const lossy = createSeparator('hpss', { margin: 2 });
  return [...all, lossy, { ...lossy, name: 'hpss at 32 kHz, rate kept', sampleRate: 32000 }];
}

const sums: Figure = {
  what: 'stems + residual, and stems with --consistent, against the mixture',
  floor: '≤ −120 dB',
  async measure() {
    const mixture = song(8 * sampleRate, 7);
    const lines: { readonly db: number; readonly text: string }[] = [];
    for (const separator of separators()) {
      const ways: [string, Partial<SeparateOptions>][] = [
        ['residual', { residual: true }],
        ['equal', { consistent: 'equal' }],
        ['energy', { consistent: 'energy', overlap: 0.25 }],
      ];
      for (const [way, options] of ways) {
        const { stems } = await separateAudio(mixture, { separator, keepRate: true, ...options });
        const db = errorDb(mixture, stems.values());
        lines.push({ db, text: `${separator.name} ${way}` });
      }
    }
    const worst = lines.reduce((a, b) => (b.db > a.db ? b : a));
    return {
      measured: `${worst.db.toFixed(1)} dB`,
      ok: worst.db <= -120,
      note: `worst of ${lines.length} (${worst.text})`,
    };
  },
};

export default [identity, sums];
