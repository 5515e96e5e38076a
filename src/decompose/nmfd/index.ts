/** Convolutive NMF: templates of some frames, for sounds that run the same course every time; the separator `nmfd` stands on it. */

export { convolutiveModel } from './convolutive-model.ts';
export { type DrumStart, type DrumStartOptions, startDrums } from './drum-start.ts';
export {
  type ConvolutiveFactorization,
  type ConvolutiveOptions,
  factorizeConvolutive,
  type InitialConvolutiveFactors,
  type TemplateAdaptation,
} from './factorize-convolutive.ts';
export { createNmfd, type NmfdOptions, nmfdOptions, nmfdStems } from './nmfd-separator.ts';
