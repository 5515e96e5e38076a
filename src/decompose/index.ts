/**
 * Separation without learning: methods that need no weights, each a Separator. Stands on `dsp` (spectrograms,
 * medians) and on the Separator contract of `audio`; `zoo` makes them by name, `separate` runs them.
 */

export { type CenterOptions, createCenter } from './center.ts';
export { type ClassicOptions, createClassic } from './classic/index.ts';
export {
  type Clustering,
  type ComponentWeights,
  cosineTransform,
  createNmf,
  envelopeFeatures,
  type FactorizationGrid,
  type GroupOptions,
  groupComponents,
  type KMeansOptions,
  kMeans,
  type MfccOptions,
  mfcc,
  type NmfOptions,
  percussiveWeights,
  type TemplateSet,
  timbreFeatures,
} from './clustering/index.ts';
export {
  type ComplexFactorization,
  type ComplexNmfOptions,
  complexModel,
  factorizeComplex,
  type InitialComplexFactors,
} from './complex-nmf/index.ts';
export {
  createFt2d,
  type Ft2dMaskOptions,
  type Ft2dOptions,
  ft2dMagnitudes,
  ft2dMask,
  type PeakOptions,
} from './ft2d/index.ts';
export { createHpss, type HpssOptions } from './hpss.ts';
export { type HpssMaskOptions, type HpssMasks, hpssMasks, type MaskRule } from './hpss-masks.ts';
export { createHpssVocals, type HpssVocalsOptions } from './hpss-vocals.ts';
export { createHrps, type HrpsOptions } from './hrps.ts';
export { createIdentity } from './identity.ts';
export {
  type Contrast,
  createFastica,
  createIlrma,
  createIva,
  type Demixer,
  type DemixingWork,
  type FastIcaOptions,
  type FastIcaResult,
  type FasticaOptions,
  fastIca,
  type IlrmaOptions,
  type IlrmaSeparatorOptions,
  type IlrmaWork,
  type IvaOptions,
  type Observations,
  observe,
  startAuxIva,
  startIlrma,
} from './independence/index.ts';
export {
  createKam,
  type KamOptions,
  type KernelMaskOptions,
  type KernelMedianOptions,
  type KernelSource,
  kernelMasks,
  kernelMedian,
  type ProximityKernel,
} from './kernel-additive/index.ts';
export {
  binsFromHertz,
  framesFromSeconds,
  hertzFromBins,
  type SpectrogramGrid,
  secondsFromFrames,
} from './kernel-size.ts';
export { type Decomposition, decompositions } from './list.ts';
export { eigenSymmetric, type SymmetricEigen } from './matrix/eigen-symmetric.ts';
export { type MultiplyOptions, multiply } from './matrix/multiply.ts';
export { type TruncatedSvd, type TruncatedSvdOptions, truncatedSvd } from './matrix/truncated-svd.ts';
export {
  createHrpsCascade,
  createMedianCascade,
  createMultipass,
  type HrpsCascadeOptions,
  hrpsCascade,
  type MedianCascade,
  type MedianStage,
  type MultipassOptions,
  multipassCascade,
  type SignalName,
} from './median-cascade/index.ts';
export type { MedianOptions } from './median-options.ts';
export {
  type ComponentGroups,
  createDictionarySeparator,
  type Dictionary,
  type DictionarySeparatorOptions,
  decodeDictionaries,
  encodeDictionaries,
  type Factorization,
  type FactorizationCost,
  type FactorizeOptions,
  type Factors,
  factorizationCosts,
  factorize,
  groupMasks,
  groupModels,
  type InitialFactors,
  type LearnDictionaryOptions,
  learnDictionary,
} from './nmf/index.ts';
export {
  type ConvolutiveFactorization,
  type ConvolutiveOptions,
  convolutiveModel,
  createNmfd,
  type DrumStart,
  type DrumStartOptions,
  factorizeConvolutive,
  type InitialConvolutiveFactors,
  type NmfdOptions,
  startDrums,
  type TemplateAdaptation,
} from './nmfd/index.ts';
export type { OptionDescription } from './option.ts';
export { createOracle } from './oracles/create-oracle.ts';
export {
  findOracle,
  isOracle,
  type OracleDescription,
  type OracleKind,
  type OracleName,
  type OracleOptions,
  oracleNames,
  oracles,
} from './oracles/list.ts';
export {
  type AdressOptions,
  type Azimuths,
  azimugram,
  createAdress,
  createDuet,
  createProjet,
  type DuetHistogram,
  type DuetHistogramOptions,
  type DuetOptions,
  type DuetPeak,
  duetHistogram,
  duetLabels,
  duetPeaks,
  findAzimuths,
  type ProjetModel,
  type ProjetModelOptions,
  type ProjetOptions,
  placeAngle,
  startProjet,
} from './panning/index.ts';
export {
  type MultichannelWienerOptions,
  multichannelWiener,
  type PhaseMethod,
  phaseMethods,
  phaseOptions,
  type RefinePhaseOptions,
  refinePhase,
  splitPhaseOptions,
} from './phase/index.ts';
export {
  type AdaptiveModelOptions,
  adaptiveModel,
  type BeatSpectrogram,
  type BeatSpectrogramOptions,
  beatSpectrogram,
  beatSpectrum,
  createRepet,
  createRepetExtended,
  createRepetSim,
  type FrameLists,
  findPeriod,
  findPeriodWithin,
  type MatrixShape,
  type PeriodicModelOptions,
  type PeriodRange,
  periodicModel,
  periodsOverTime,
  type RepeatingMaskOptions,
  type RepetExtendedOptions,
  type RepetOptions,
  type RepetSimOptions,
  repeatingMask,
  type SimilarFramesOptions,
  similarFrames,
  similarityMatrix,
  similarityModel,
} from './repetition/index.ts';
export {
  createRpca,
  type RobustPca,
  type RobustPcaOptions,
  type RpcaOptions,
  robustPca,
} from './rpca/index.ts';
export {
  type ActivationOptions,
  type ActivationTolerances,
  createScoreSeparator,
  harmonicTemplate,
  harmonicTemplates,
  harmonicTemplatesWithOnsets,
  type KeyActivations,
  keyActivations,
  type ScoreSeparationOptions,
  type ScoreSeparatorOptions,
  type StemRule,
  scoreActivations,
  scoreActivationsWithOnsets,
  scoreOptions,
  separateByScore,
  type TemplateOptions,
  type TranscribeOptions,
  transcribe,
  transcribeOptions,
} from './score-informed/index.ts';
