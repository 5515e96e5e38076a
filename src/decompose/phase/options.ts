/** How the phases of a separator's stems are refined: the methods, their options and defaults. */

import { resolveStftSettings, type StftSettings } from '../../dsp/index.ts';
import { checkChoice, checkInteger, checkNumber } from '../../util/index.ts';
import { checkOptionNames, type OptionDescription } from '../option.ts';

/** Where the phases of stems come from. */
export type PhaseMethod =
  | 'mixture'
  | 'griffin-lim'
  | 'fast-griffin-lim'
  | 'misi'
  | 'wiener'
  | 'consistent-wiener';

/** Every method. */
export const phaseMethods: readonly PhaseMethod[] = [
  'mixture',
  'griffin-lim',
  'fast-griffin-lim',
  'misi',
  'wiener',
  'consistent-wiener',
];

/** Options of `refinePhase`. */
export interface RefinePhaseOptions {
  /**
   * `'mixture'`: the stems as the separator gives them. `'griffin-lim'` and `'fast-griffin-lim'`: phases that fit each stem's magnitudes by itself. `'misi'`: that
   * fit and let all stems add up to the mixture. `'wiener'`: the multichannel Wiener filter with EM, which hears where the stems stand. `'consistent-wiener'`: the
   * Wiener filter whose results are spectrograms of signals.
   */
  readonly phase: PhaseMethod;
  /** Rounds. Default: 32 for the Griffin-Lim methods, 5 for `'misi'`, 1 for `'wiener'`, 10 for `'consistent-wiener'`. */
  readonly iterations?: number;
  /** Samples of a frame, from 16. Default: the power of two nearest to 93 ms, 4096 at 44.1 kHz. */
  readonly fftSize?: number;
  /** Samples from frame to frame, at most half a frame. Default: a quarter. */
  readonly hopSize?: number;
  /** What inconsistency costs `'consistent-wiener'`, see `consistentWiener`. Default 10. */
  readonly consistency?: number;
}

/** The options as data. Beside a separator's own options their names begin with `phase`. */
export const phaseOptions: readonly OptionDescription[] = [
  {
    name: 'phase',
    kind: 'choice',
    choices: phaseMethods,
    default: 'mixture',
    summary: 'where the phases of the stems come from',
  },
  {
    name: 'phaseIterations',
    kind: 'integer',
    default: '32 (Griffin-Lim), 5 (misi), 1 (wiener), 10 (consistent-wiener)',
    summary: 'rounds of the search for phases',
  },
  {
    name: 'phaseFftSize',
    kind: 'integer',
    default: '4096 at 44.1 kHz',
    summary: 'samples per frame of that search',
  },
  {
    name: 'phaseHopSize',
    kind: 'integer',
    default: 'phaseFftSize / 4',
    summary: 'samples from frame to frame, at most half a frame',
  },
  {
    name: 'phaseConsistency',
    kind: 'number',
    default: '10',
    summary: 'what inconsistency costs (consistent-wiener)',
  },
];

/** Options, checked. */
export interface PhasePlan {
  readonly method: Exclude<PhaseMethod, 'mixture'>;
  readonly iterations: number;
  readonly consistency: number;
  settings(sampleRate: number): StftSettings;
}

const defaultIterations: Readonly<Record<PhaseMethod, number>> = {
  mixture: 0,
  'griffin-lim': 32,
  'fast-griffin-lim': 32,
  misi: 5,
  wiener: 1,
  'consistent-wiener': 10,
};

/** Seconds of a frame: 4096 samples at 44.1 kHz. */
const frameSeconds = 4096 / 44100;

/** `undefined` for `'mixture'`, where nothing is refined. Throws `ArgumentError` for unknown options and for values out of range. */
export function planPhase(options: RefinePhaseOptions): PhasePlan | undefined {
  checkOptionNames('phase', options, ownOptions);
  const method = checkChoice('phase', options.phase, phaseMethods);
  const iterations = checkInteger('phase.iterations', options.iterations ?? defaultIterations[method], {
    min: 0,
    max: 10_000,
  });
  const consistency = checkNumber('phase.consistency', options.consistency ?? 10, { min: 0 });
  const given = options.fftSize;
  if (given !== undefined) checkInteger('phase.fftSize', given, { min: 16, max: 1 << 20 });
  const settings = (sampleRate: number): StftSettings => {
    const fftSize = given ?? Math.max(16, 2 ** Math.round(Math.log2(frameSeconds * sampleRate)));
    const hopSize = checkInteger('phase.hopSize', options.hopSize ?? fftSize / 4, {
      min: 1,
      max: Math.floor(fftSize / 2),
    });
    // What lies beyond the ends of a song is silence; the mirror image of `reflect` would not be the stem's own.
    return resolveStftSettings({ fftSize, hopSize, padMode: 'zeros' });
  };
  // The rate is not known yet; a hop that no frame allows is told now where the frame is.
  if (given !== undefined) settings(44100);
  return method === 'mixture' ? undefined : { method, iterations, consistency, settings };
}

/** As {@link RefinePhaseOptions} has them. */
const ownOptions: readonly OptionDescription[] = phaseOptions.map((option) => ({
  ...option,
  name: option.name === 'phase' ? 'phase' : lowerFirst(option.name.slice('phase'.length)),
}));

/** From options of any separator to its own ones and, where there are any, those of the phase. */
export function splitPhaseOptions(options: object): {
  readonly own: object;
  readonly phase: RefinePhaseOptions | undefined;
} {
  const names = phaseOptions.map(({ name }) => name);
  const entries = Object.entries(options);
  const own = Object.fromEntries(entries.filter(([name]) => !names.includes(name)));
  const given = entries.filter(([name, value]) => names.includes(name) && value !== undefined);
  if (given.length === 0) return { own, phase: undefined };
  const renamed = given.map(([name, value]) => [
    name === 'phase' ? name : lowerFirst(name.slice('phase'.length)),
    value,
  ]);
  return { own, phase: { phase: 'mixture', ...Object.fromEntries(renamed) } };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
