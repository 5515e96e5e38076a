/** Refusing a model. */

import { FormatError } from '../util/index.ts';

/** What a refusal says; the remedy is there for those who can have no better. */
export interface RefusalParts {
  readonly expected: string;
  readonly got: string;
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** A {@link FormatError} at `place` in a model. */
export function refusal(place: string, { remedy, ...parts }: RefusalParts): FormatError {
  return new FormatError({
    place,
    remedy: remedy ?? 'Export the model again, or get the file again',
    ...parts,
  });
}
