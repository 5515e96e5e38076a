/** Examples, what training looks at one by one: an excerpt of a mixture and the same excerpt of its targets. */

import type { AuralflowError } from '../util/index.ts';

/** What all examples of a source have in common. */
export interface ExampleShape {
  /** Hertz. */
  readonly sampleRate: number;
  readonly channelCount: number;
  /** Samples per channel. */
  readonly lengthSamples: number;
  /** Names of the targets, in order. */
  readonly targets: readonly string[];
}

/** One example. */
export interface Example {
  /** `[channel]`. */
  readonly mixture: readonly Float32Array[];
  /** `[target][channel]`. */
  readonly targets: readonly (readonly Float32Array[])[];
  /** Where it was taken from. */
  readonly track: string;
  readonly startSample: number;
}

/** Which example: a pure function of these three leads from here to the sound. */
export interface ExamplePlace {
  readonly seed: number;
  readonly epoch: number;
  /** Place in the epoch, from 0. */
  readonly position: number;
}

/** What a source has met with until now. */
export interface SourceReport {
  /** Tracks that could not be read and were left out, with the reason of each. */
  readonly skipped: ReadonlyMap<string, AuralflowError>;
  /** Examples that stayed below the energy cut-off after all tries. */
  readonly quietCount: number;
}

/** Where examples come from. */
export interface ExampleSource {
  readonly shape: ExampleShape;
  /** Examples that make a pass; `undefined` where they are drawn at random without end. */
  readonly exampleCount: number | undefined;
  /** The example at a place: the same samples whenever it is asked for. */
  example(place: ExamplePlace, options?: { readonly signal?: AbortSignal }): Promise<Example>;
  report(): SourceReport;
}
