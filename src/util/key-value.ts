/** `key=value` as people write it. */

/**
 * Key and value of `text`, both without blanks around them. The key is in camel case, whichever way it was spelt: `fft-size` and `fftSize` are
 * one name. `undefined` where `text` is not of this form or its value is empty.
 */
export function splitKeyValue(text: string): readonly [key: string, value: string] | undefined {
  const [, key, value] = /^\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*$/.exec(text) ?? [];
  if (key === undefined || value === undefined || value === '') return undefined;
  return [key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()), value];
}
