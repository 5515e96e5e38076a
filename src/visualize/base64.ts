/** Bytes as text, for pictures and sounds inside a page. */

/** In base64. In pieces: a call takes only so many arguments. */
export function base64(bytes: Uint8Array): string {
  let letters = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    letters += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(letters);
}
