/** Scales: from values in their unit to places along an axis, 0 at its beginning and 1 at its end, and back. */

import { hzToMel, melToHz } from '../dsp/index.ts';
import { ArgumentError } from '../util/index.ts';

/** How values lie along an axis. */
export interface AxisScale {
  /** The values at both ends. */
  readonly domain: readonly [number, number];
  /** 0 to 1 within the domain. */
  place(value: number): number;
  /** The value at a place. */
  value(place: number): number;
}

/** Equal steps, equal distances. A domain without extent is widened by a half on both sides. */
export function linearScale(low: number, high: number): AxisScale {
  checkDomain(low, high);
  const [start, end] = low === high ? [low - 0.5, high + 0.5] : [low, high];
  return {
    domain: [start, end],
    place: (value) => (value - start) / (end - start),
    value: (place) => start + place * (end - start),
  };
}

/** Equal ratios, equal distances: an octave is as long everywhere. Both ends must lie above 0. */
export function logScale(low: number, high: number): AxisScale {
  checkDomain(low, high);
  if (low <= 0) throw noDomain('values above 0, which have a logarithm', `${low} to ${high}`);
  const [start, end] = low === high ? [low / 2, high * 2] : [low, high];
  const ratio = Math.log(end / start);
  return {
    domain: [start, end],
    place: (value) => Math.log(value / start) / ratio,
    value: (place) => start * Math.exp(place * ratio),
  };
}

/** Hertz, with equal distances for equal steps in mels (Slaney's scale, as librosa has it). */
export function melScale(low: number, high: number): AxisScale {
  const mels = linearScale(hzToMel(low, 'slaney'), hzToMel(high, 'slaney'));
  return {
    domain: [low, high],
    place: (value) => mels.place(hzToMel(value, 'slaney')),
    value: (place) => melToHz(mels.value(place), 'slaney'),
  };
}

function checkDomain(low: number, high: number): void {
  if (Number.isFinite(low) && Number.isFinite(high) && low <= high) return;
  throw noDomain('a domain from a finite number to one that is not smaller', `${low} to ${high}`);
}

function noDomain(expected: string, got: string): ArgumentError {
  return new ArgumentError({ place: 'axis', expected, got, remedy: 'Choose another domain' });
}
