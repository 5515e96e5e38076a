/** Separation with a score, and transcription, on a rendered piano whose hands are known. */

import { readFileSync } from 'node:fs';
import {
  harmonicTemplate,
  scoreActivationsWithOnsets,
  separateByScore,
  transcribe,
} from '../../../src/decompose/index.ts';
import { matchNotes, scorePitches } from '../../../src/score/index.ts';
import { handsPieces, handsScore, withoutScore } from '../../classical/hands.ts';
import type { Figure, Measurement } from '../figure.ts';

/** Random starts of the factorization without a score. */
const seeds = [0, 1, 2];
/** Enough to converge; what is better for it than the 8 of the one with the score. */
const blindIterations = 200;
const frameSeconds = 0.186;

const figures: Figure[] = [
  {
    what: 'score-informed NMF on a rendered piano, left and right hand, against NMF of the same rank without the score',
    floor: 'SI-SDR ≥ 8 dB better',
    measure: compareHands,
  },
  {
    what: 'starts of score-informed NMF against the equations in NumPy: templates and activations',
    floor: 'equal',
    measure: compareStarts,
  },
  {
    what: 'NMF transcription of the rendered piano: notes with the right key and an onset within 50 ms',
    floor: 'F1 ≥ 0.75',
    measure: measureTranscription,
  },
];

export default figures;

async function compareHands(): Promise<Measurement> {
  const rows: { name: string; informed: number; byPitch: number; byTruth: number }[] = [];
  for (const piece of handsPieces()) {
    const stems = await separateByScore(piece.mixture, piece.score);
    const informed = handsScore(piece, [stems.get('left')!, stems.get('right')!]);
    // Tones and strokes: as many components as with the score.
    const rank = 2 * scorePitches(piece.score).length;
    const blind = [];
    for (const seed of seeds) {
      blind.push(await withoutScore(piece, { rank, seed, iterations: blindIterations, frameSeconds }));
    }
    const byPitch = mean(blind.map((one) => one.byPitch));
    rows.push({ name: piece.name, informed, byPitch, byTruth: mean(blind.map((one) => one.byTruth)) });
  }
  const gain = mean(rows.map(({ informed, byPitch }) => informed - byPitch));
  const overTruth = mean(rows.map(({ informed, byTruth }) => informed - byTruth));
  const texts = rows.map(
    ({ name, informed, byPitch, byTruth }) =>
      `${name} ${informed.toFixed(1)} (without: ${byPitch.toFixed(1)}, ${byTruth.toFixed(1)})`,
  );
  return {
    measured: `${gain.toFixed(1)} dB better in the mean of three pieces`,
    ok: gain >= 8,
    note: `means of both hands in dB: ${texts.join('; ')}. Without the score components are grouped by pitch, low = left hand (first number); given to the hands by the true stems, which is no method, they are ${overTruth.toFixed(1)} dB below the score (second). ${seeds.length} random starts, ${blindIterations} iterations, same frames`,
  };
}

async function compareStarts(): Promise<Measurement> {
  const golden = JSON.parse(
    readFileSync(new URL('../../../test/golden/score-informed.json', import.meta.url), 'utf8'),
  );
  let worst = 0;
  let count = 0;
  const compare = (ours: Float32Array, runs: readonly number[]): void => {
    let at = 0;
    for (let i = 0; i < runs.length; i += 2) {
      for (let n = 0; n < runs[i + 1]!; n++) worst = Math.max(worst, Math.abs(ours[at++]! - runs[i]!));
    }
    count += at;
  };
  for (const { pitch, runs, ...options } of golden.templates) compare(harmonicTemplate(pitch, options), runs);
  const notes = golden.notes.map(([onsetSeconds, durationSeconds, pitch]: [number, number, number]) => ({
    ...{ onsetSeconds, durationSeconds, pitch },
  }));
  for (const { tones, strokes, ...options } of golden.rolls) {
    const both = scoreActivationsWithOnsets({ notes }, options);
    const rows = tones.flatMap((tone: number[], row: number) => [strokes[row], tone]);
    for (const [index, row] of (rows as number[][]).entries()) {
      compare(both.subarray(index * options.frameCount, (index + 1) * options.frameCount), row);
    }
  }
  const text = `${count} numbers, numpy ${golden.versions.numpy}`;
  return { measured: `within ${worst.toExponential(1)}`, ok: worst <= 1e-7, note: text };
}

async function measureTranscription(): Promise<Measurement> {
  const texts: string[] = [];
  const scores: number[] = [];
  for (const { name, score, mixture } of handsPieces()) {
    const { f1, precision, recall } = matchNotes(score, await transcribe(mixture));
    scores.push(f1);
    texts.push(`${name} ${f1.toFixed(2)} (precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)})`);
  }
  return { measured: `F1 ${mean(scores).toFixed(2)}`, ok: mean(scores) >= 0.75, note: texts.join('; ') };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
