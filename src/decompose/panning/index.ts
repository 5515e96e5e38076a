/**
 * Sources told apart by where they stand between two channels: by cancellation (ADRess), by level and delay (DUET), by projections (PROJET).
 * Functions on numbers, and the separators made of them.
 */

export { type AdressOptions, adressOptions, adressStems, createAdress } from './adress.ts';
export { type Azimuths, azimugram, findAzimuths, placeAngle } from './azimuth.ts';
export { type CenterOptions, centerOptions, centerStems, createCenter } from './center.ts';
export { createDuet, type DuetOptions, duetLabels, duetOptions, duetStems } from './duet.ts';
export {
  type DuetHistogram,
  type DuetHistogramOptions,
  type DuetPeak,
  duetHistogram,
  duetPeaks,
} from './duet-histogram.ts';
export { createProjet, type ProjetOptions, projetOptions, projetStems } from './projet.ts';
export { type ProjetModel, type ProjetModelOptions, startProjet } from './projet-model.ts';
