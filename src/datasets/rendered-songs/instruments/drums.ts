/** The drum kit: each function gives one stroke, mono, full scale near 1. */

import type { Random } from '../../../util/index.ts';
import { chain, highPass, lowPass } from '../filters.ts';
import type { Drum } from '../score.ts';

/** One stroke of a drum. */
export function strike(drum: Drum, player: Drummer): Float64Array {
  return strokes[drum](player);
}

/** What a stroke is made with. */
export interface Drummer {
  readonly random: Random;
  readonly sampleRate: number;
}

const strokes: Readonly<Record<Drum, (player: Drummer) => Float64Array>> = {
  kick: sweptSine({ fromHertz: 170, toHertz: 48, sweepSeconds: 0.03, decaySeconds: 0.16, click: 0.25 }),
  tom: sweptSine({ fromHertz: 190, toHertz: 105, sweepSeconds: 0.06, decaySeconds: 0.18, click: 0.1 }),
  snare,
  closedHat: noise({ cutoffHertz: 7000, decaySeconds: 0.022 }),
  openHat: noise({ cutoffHertz: 6500, decaySeconds: 0.11 }),
  crash: noise({ cutoffHertz: 4500, decaySeconds: 0.45 }),
};

interface SweptSine {
  readonly fromHertz: number;
  readonly toHertz: number;
  readonly sweepSeconds: number;
  readonly decaySeconds: number;
  readonly click: number;
}

/** A skin: a sine that falls from one frequency to another while it dies away, with the click of the beater. */
function sweptSine(shape: SweptSine): (player: Drummer) => Float64Array {
  const { fromHertz, toHertz, sweepSeconds, decaySeconds, click } = shape;
  return ({ sampleRate }) => {
    let phase = 0;
    return sound({ decaySeconds, sampleRate }, (t) => {
      phase += (toHertz + (fromHertz - toHertz) * Math.exp(-t / sweepSeconds)) / sampleRate;
      const body = Math.sin(2 * Math.PI * phase) * Math.exp(-t / decaySeconds) * Math.min(1, t / 0.001);
      return body + click * Math.sin(2 * Math.PI * 1800 * t) * Math.exp(-t / 0.002);
    });
  };
}

/** Two modes of the skin and the rattle of the wires. */
function snare({ random, sampleRate }: Drummer): Float64Array {
  const wires = chain(highPass(1200, sampleRate), lowPass(9000, sampleRate));
  return sound({ decaySeconds: 0.09, sampleRate }, (t) => {
    const skin =
      Math.sin(2 * Math.PI * 188 * t) * Math.exp(-t / 0.07) +
      0.6 * Math.sin(2 * Math.PI * 331 * t) * Math.exp(-t / 0.04);
    return 0.55 * skin + 0.75 * wires(2 * random.uniform() - 1) * Math.exp(-t / 0.075);
  });
}

/** Metal: noise without its low end. Two filters in a row, as one would leave too much below. */
function noise(options: { cutoffHertz: number; decaySeconds: number }): (player: Drummer) => Float64Array {
  const { cutoffHertz, decaySeconds } = options;
  return ({ random, sampleRate }) => {
    const metal = chain(highPass(cutoffHertz, sampleRate), highPass(cutoffHertz, sampleRate));
    return sound(
      { decaySeconds, sampleRate },
      (t) => metal(2 * random.uniform() - 1) * Math.exp(-t / decaySeconds) * Math.min(1, t / 0.0005),
    );
  };
}

/** Samples a function of seconds until it has decayed by 60 dB (6.9 time constants). */
function sound(
  { decaySeconds, sampleRate }: { decaySeconds: number; sampleRate: number },
  at: (seconds: number) => number,
): Float64Array {
  const result = new Float64Array(Math.round(6.9 * decaySeconds * sampleRate));
  for (let n = 0; n < result.length; n++) result[n] = at(n / sampleRate);
  return result;
}
