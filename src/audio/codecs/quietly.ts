/**
 * Calling decoders that print. The WebAssembly decoders report damage to the console besides returning it; a library must
 * not print, so the console is deaf for the length of one synchronous call.
 */

declare const console: { error: (...values: unknown[]) => void; warn: (...values: unknown[]) => void };

/** The result of `work`, during which nothing reaches the console. `work` must be synchronous. */
export function quietly<T>(work: () => T): T {
  const { error, warn } = console;
  console.error = () => {};
  console.warn = () => {};
  try {
    return work();
  } finally {
    console.error = error;
    console.warn = warn;
  }
}
