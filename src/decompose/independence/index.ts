/**
 * Sources told apart by their independence: as many sources as channels, mixed by gains (FastICA) or by rooms (AuxIVA, ILRMA). Functions on
 * numbers, and the separators made of them.
 */

export { type DemixingWork, startAuxIva } from './aux-iva.ts';
export type { Contrast } from './contrast.ts';
export { type FastIcaOptions, type FastIcaResult, fastIca } from './fast-ica.ts';
export { createFastica, type FasticaOptions, fasticaOptions, fasticaStems } from './fastica.ts';
export { type IlrmaOptions, type IlrmaWork, startIlrma } from './ilrma.ts';
export { createIlrma, type IlrmaSeparatorOptions, ilrmaOptions, ilrmaStems } from './ilrma-separator.ts';
export type { Demixer } from './iterative-projection.ts';
export { createIva, type IvaOptions, ivaOptions, ivaStems } from './iva.ts';
export { type Observations, observe } from './observations.ts';
