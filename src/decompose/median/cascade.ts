/**
 * Cascades of harmonic-percussive splits as data: which signal a stage splits, through frames of which length, and where its parts go. What
 * is a tone and what a stroke depends on the frame: a voice is neither steady for half a second nor restless for thirty milliseconds. After
 * D. FitzGerald and M. Gainza, "Single channel vocal separation using median filtering and factorisation techniques", ISAST Transactions on
 * Electronic and Signal Processing 4(1), 2010; J. Driedger, M. Müller, S. Disch, ISMIR 2014.
 */

import { nearestFriendlySize } from '../../dsp/index.ts';
import { ArgumentError, checkNumber } from '../../util/index.ts';
import { binsFromHertz, firstBinAt, framesFromSeconds, framesNear } from '../spectrogram-grid.ts';
import { type MaskRule, resolveMaskRule } from './hpss-masks.ts';
import { type SplitSettings, splitReach } from './split.ts';

/** A signal that stages write to and read from: a stem, something on the way to one, or `mixture`. */
export type SignalName = string;

/** One split. */
export interface MedianStage extends MaskRule {
  /** What it splits: `mixture` (default) or a signal that earlier stages wrote. */
  readonly from?: SignalName;
  /** Length of a frame in seconds. It becomes a whole multiple of the cascade's shortest frame. */
  readonly frameSeconds: number;
  /** The median along time, in seconds or in frames. */
  readonly harmonic: { readonly seconds: number } | { readonly frames: number };
  /** The median along frequency, in hertz or in bins. */
  readonly percussive: { readonly hertz: number } | { readonly bins: number };
  /**
   * Frequency in hertz below which nothing is of the harmonic part; it is then of the residual. Left out, the percussive part is what the
   * harmonic one leaves, where margins are 1: to rounding the same as 0, and faster.
   */
  readonly lowHertz?: number;
  /**
   * Where the parts go. Several parts, of one stage or of many, may go to one signal, which is their sum; a part that goes nowhere stays
   * with the last stem. The residual is what margins above 1 and `lowHertz` leave.
   */
  readonly to: {
    readonly harmonic?: SignalName;
    readonly percussive?: SignalName;
    readonly residual?: SignalName;
  };
}

/** A cascade. */
export interface MedianCascade {
  /** Its name, in messages. */
  readonly name: string;
  /** Its stems in order. The last one is the mixture minus the others, whether or not a stage writes to it. */
  readonly stems: readonly string[];
  /** In the order they are done. */
  readonly stages: readonly MedianStage[];
}

/** A stage at a sample rate. */
export interface ResolvedStage {
  readonly from: SignalName;
  readonly split: SplitSettings;
  readonly to: MedianStage['to'];
}

/** Throws `ArgumentError` for a stage that reads what nobody wrote, for a stem that nobody writes, and for lengths out of range. */
export function checkCascade({ name, stems, stages }: MedianCascade): void {
  const written = new Set<SignalName>(['mixture']);
  stages.forEach((stage, i) => {
    const place = `${name}.stages[${i}]`;
    const from = stage.from ?? 'mixture';
    if (!written.has(from)) {
      throw new ArgumentError({
        place: `${place}.from`,
        expected: `a signal that an earlier stage wrote (${[...written].join(', ')})`,
        got: from,
        remedy: 'Put the stage that writes it before',
      });
    }
    checkNumber(`${place}.frameSeconds`, stage.frameSeconds, { above: 0 });
    checkNumber(`${place}.lowHertz`, stage.lowHertz ?? 0, { min: 0 });
    for (const [key, value] of Object.entries({ ...stage.harmonic, ...stage.percussive })) {
      checkNumber(`${place}.${key}`, value, { above: 0 });
    }
    resolveMaskRule(place, stage);
    const targets = [stage.to.harmonic, stage.to.percussive, stage.to.residual];
    if (targets.includes('mixture') || targets.includes(from)) {
      throw new ArgumentError({
        place: `${place}.to`,
        expected: 'signals other than the mixture and the one that is split',
        got: targets.filter((target) => target !== undefined).join(', '),
        remedy: 'Give the part another name',
      });
    }
    for (const target of targets) if (target !== undefined) written.add(target);
  });
  const missing = stems.slice(0, -1).find((stem) => !written.has(stem));
  if (missing !== undefined || stems.length < 2 || stages.length === 0) {
    throw new ArgumentError({
      place: `${name}.stems`,
      expected: 'two stems or more, each of which but the last a stage writes to',
      got: missing === undefined ? stems.join(', ') || 'none' : `${missing}, which none does`,
      remedy: 'Let a part of a stage go to it',
    });
  }
}

/**
 * The stages at a sample rate. The shortest frame is the 5-smooth multiple of 4 samples that is nearest to its length, the others are whole
 * multiples of it, so that the grids of all stages coincide. Hops are a quarter of a frame.
 */
export function resolveStages({ name, stages }: MedianCascade, sampleRate: number): readonly ResolvedStage[] {
  const shortest = Math.min(...stages.map(({ frameSeconds }) => frameSeconds));
  const { fftSize: shortSize } = framesNear(shortest, { sampleRate });
  return stages.map(({ from = 'mixture', frameSeconds, harmonic, percussive, lowHertz, to, ...rule }, i) => {
    const fftSize = shortSize * nearestFriendlySize(Math.max(1, Math.round(frameSeconds / shortest)));
    const hopSize = fftSize / 4;
    return {
      from,
      to,
      split: {
        fftSize,
        hopSize,
        window: 'hann',
        rule: resolveMaskRule(`${name}.stages[${i}]`, rule),
        harmonicFrames:
          'frames' in harmonic
            ? harmonic.frames
            : framesFromSeconds(harmonic.seconds, { sampleRate, hopSize }),
        percussiveBins:
          'bins' in percussive ? percussive.bins : binsFromHertz(percussive.hertz, { sampleRate, fftSize }),
        ...(lowHertz === undefined
          ? {}
          : { harmonicFirstBin: firstBinAt(lowHertz, { sampleRate, fftSize }) }),
      },
    };
  });
}

/** How far a sample of any signal looks: the reaches of the stages on its way to the mixture add up. */
export function cascadeReach(stages: readonly ResolvedStage[]): number {
  const reaches = new Map<SignalName, number>([['mixture', 0]]);
  for (const { from, to, split } of stages) {
    const reach = reaches.get(from)! + splitReach(split);
    for (const target of [to.harmonic, to.percussive, to.residual]) {
      if (target !== undefined) reaches.set(target, Math.max(reach, reaches.get(target) ?? 0));
    }
  }
  return Math.max(...reaches.values());
}
