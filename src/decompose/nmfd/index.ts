/** Convolutive NMF: templates of some frames, for sounds that run the same course every time. */

export { convolutiveModel } from './convolutive-model.ts';
export {
  type ConvolutiveFactorization,
  type ConvolutiveOptions,
  factorizeConvolutive,
  type InitialConvolutiveFactors,
  type TemplateAdaptation,
} from './factorize-convolutive.ts';
