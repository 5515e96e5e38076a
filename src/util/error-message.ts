/** Errors as plain data, for the way between threads: what is cloned there loses its class. */

import {
  ArgumentError,
  AuralflowError,
  FormatError,
  HostError,
  LimitError,
  type LimitErrorParts,
} from './errors.ts';

/** An error that can be cloned. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly parts: LimitErrorParts | undefined;
  readonly cause: ErrorMessage | undefined;
}

const classes = { ArgumentError, FormatError, HostError, LimitError } as const;

/** An error on its way to another thread. */
export function packError(error: unknown): ErrorMessage {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: String(error), stack: undefined, parts: undefined, cause: undefined };
  }
  const { name, message, stack, cause } = error;
  const parts = error instanceof AuralflowError ? partsOf(error) : undefined;
  return { name, message, stack, parts, cause: cause === undefined ? undefined : packError(cause) };
}

function partsOf(error: AuralflowError): LimitErrorParts {
  const { place, expected, got, remedy } = error;
  const neededBytes = error instanceof LimitError ? error.neededBytes : undefined;
  return { place, expected, got, remedy, ...(neededBytes === undefined ? {} : { neededBytes }) };
}

/** The error that arrived: of the class it had, with its parts, and the stack of the thread it came from. */
export function unpackError({ name, message, stack, parts, cause }: ErrorMessage): Error {
  const inner = cause === undefined ? undefined : unpackError(cause);
  const known = classes[name as keyof typeof classes];
  const error =
    known !== undefined && parts !== undefined
      ? new known({ ...parts, cause: inner })
      : new Error(message, inner === undefined ? undefined : { cause: inner });
  if (stack !== undefined) error.stack = stack;
  return error;
}
