/** Other phases for the stems of any separator, and the filters that make them. */

export { type MultichannelWienerOptions, multichannelWiener } from './multichannel-wiener.ts';
export {
  type PhaseMethod,
  phaseMethods,
  phaseOptions,
  type RefinePhaseOptions,
  splitPhaseOptions,
} from './options.ts';
export { refinePhase } from './refine-phase.ts';
