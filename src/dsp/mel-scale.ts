/**
 * The mel scale: pitch as it is heard. Two formulas are in use, equal at 0 Hz and about 1000 Hz only, in different units:
 * that of the HTK toolkit (O'Shaughnessy 1987), and that of Slaney's Auditory Toolbox (1998), linear below 1000 Hz and
 * logarithmic above.
 */

/** Which formula: `slaney` is librosa's default, `htk` torchaudio's. */
export type MelScale = 'slaney' | 'htk';

/** Slaney: 200/3 Hz per mel up to 1000 Hz (mel 15), then 27 mels per factor of 6.4. */
const hzPerMel = 200 / 3;
const breakHz = 1000;
const breakMel = breakHz / hzPerMel;
const logStep = Math.log(6.4) / 27;

/** Hertz to mels. */
export function hzToMel(hz: number, scale: MelScale = 'slaney'): number {
  if (scale === 'htk') return 2595 * Math.log10(1 + hz / 700);
  return hz < breakHz ? hz / hzPerMel : breakMel + Math.log(hz / breakHz) / logStep;
}

/** Mels to hertz, the inverse of {@link hzToMel}. */
export function melToHz(mel: number, scale: MelScale = 'slaney'): number {
  if (scale === 'htk') return 700 * (10 ** (mel / 2595) - 1);
  return mel < breakMel ? mel * hzPerMel : breakHz * Math.exp(logStep * (mel - breakMel));
}
