/**
 * Calling decoders that print. The Opus decoder reports damage to the console besides returning it; a library must not
 * print, so the console is deaf for the length of one synchronous call.
 */

declare const console: { error: (...values: unknown[]) => void };

/** The result of `work`, during which no error reaches the console. `work` must be synchronous. */
export function quietly<T>(work: () => T): T {
  const { error } = console;
  console.error = () => {};
  try {
    return work();
  } finally {
    console.error = error;
  }
}
