/**
 * Factorizations that know something of the music: harmonic spectra, the notes of a score, the strokes that notes begin with; separation by
 * part or note, and transcription. Stands on `score` and on the factorization of ../nmf.
 */

export {
  type ActivationOptions,
  type ActivationTolerances,
  scoreActivations,
  scoreActivationsWithOnsets,
} from './activations.ts';
export { type ScoreSeparationOptions, type StemRule, scoreOptions } from './options.ts';
export { createScoreSeparator, type ScoreSeparatorOptions, separateByScore } from './score-separator.ts';
export {
  harmonicTemplate,
  harmonicTemplates,
  harmonicTemplatesWithOnsets,
  type TemplateOptions,
} from './templates.ts';
export {
  type KeyActivations,
  keyActivations,
  type TranscribeOptions,
  transcribe,
  transcribeOptions,
} from './transcribe.ts';
