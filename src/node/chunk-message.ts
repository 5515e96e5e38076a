/** What goes between the pool and its worker threads: chunks, stems and errors, in forms that can be cloned. */

import type { Audio, Stems } from '../audio/index.ts';
import {
  ArgumentError,
  AuralflowError,
  type ErrorParts,
  FormatError,
  HostError,
  LimitError,
} from '../util/index.ts';

/** How a worker makes its separator: by name, since a separator itself cannot be cloned. */
export interface WorkerSetup {
  readonly separator: string;
  readonly separatorOptions: Readonly<Record<string, unknown>>;
}

/** One chunk to separate. */
export interface ChunkRequest {
  readonly chunk: Audio;
  readonly stems: readonly string[] | undefined;
}

/** Its stems, or why there are none. */
export type ChunkReply =
  | { readonly ok: true; readonly stems: Stems }
  | { readonly ok: false; readonly error: ErrorMessage };

/** An error as data. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly parts: ErrorParts | undefined;
  readonly cause: ErrorMessage | undefined;
}

const classes = { ArgumentError, FormatError, HostError, LimitError } as const;

/** The buffers behind all channels of `audios`, each once: they change hands instead of being copied. */
export function buffersOf(audios: Iterable<Audio>): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { channels } of audios) {
    for (const { buffer } of channels) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  }
  return [...buffers];
}

/** An error on its way to another thread. */
export function packError(error: unknown): ErrorMessage {
  if (!(error instanceof Error)) {
    return {
      name: 'Error',
      message: String(error),
      stack: undefined,
      parts: undefined,
      cause: undefined,
    };
  }
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    stack,
    parts:
      error instanceof AuralflowError
        ? { place: error.place, expected: error.expected, got: error.got, remedy: error.remedy }
        : undefined,
    cause: cause === undefined ? undefined : packError(cause),
  };
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
