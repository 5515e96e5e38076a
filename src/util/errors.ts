/**
 * The errors of the toolkit. Each says where, what was expected, what was found and what to do, and carries those
 * parts as data. Nothing in the library prints or exits: the command line alone turns these into words and exit codes.
 */

/** The parts of an error's message. */
export interface ErrorParts {
  /** Where it happened: an option, a file, a function. */
  readonly place: string;
  /** What would have been right. */
  readonly expected: string;
  /** What was found instead. */
  readonly got: string;
  /** What the reader can do about it: a sentence; its full stop may be left out. */
  readonly remedy: string;
  /** The error below this one, if there is one. */
  readonly cause?: unknown;
}

/** The common base: `catch (e) { if (e instanceof AuralflowError) … }`. */
export abstract class AuralflowError extends Error {
  readonly place: string;
  readonly expected: string;
  readonly got: string;
  readonly remedy: string;

  constructor(parts: ErrorParts) {
    super(
      `${parts.place}: expected ${parts.expected}, got ${parts.got}. ${parts.remedy}${/[.?!]$/.test(parts.remedy) ? '' : '.'}`,
      parts.cause === undefined ? undefined : { cause: parts.cause },
    );
    this.place = parts.place;
    this.expected = parts.expected;
    this.got = parts.got;
    this.remedy = parts.remedy;
  }
}

/** The caller asked for something impossible: an unknown name, a value out of range. The command line exits with 2. */
export class ArgumentError extends AuralflowError {
  override readonly name = 'ArgumentError';
}

/** The bytes are not what they should be: not audio, damaged, or of an unsupported kind. */
export class FormatError extends AuralflowError {
  override readonly name = 'FormatError';
}

/** The host refused: a missing file, no permission, a full disk, no such device. */
export class HostError extends AuralflowError {
  override readonly name = 'HostError';
}

/** The parts of a {@link LimitError}. */
export interface LimitErrorParts extends ErrorParts {
  /** See {@link LimitError.neededBytes}. */
  readonly neededBytes?: number | undefined;
}

/** The work would need more than it was allowed: memory above `maxMemoryBytes`. */
export class LimitError extends AuralflowError {
  override readonly name = 'LimitError';
  /** The memory that would have done, in bytes, in the terms of the limit that was too low; `undefined` where not known. */
  readonly neededBytes: number | undefined;

  constructor(parts: LimitErrorParts) {
    super(parts);
    this.neededBytes = parts.neededBytes;
  }
}
