/** MD5 (RFC 1321), streamed: what FLAC files carry so that a decoder can prove that it gave the right samples. */

/** A digest in the making. */
export interface Md5 {
  /** Takes more bytes, of any number. */
  update(bytes: Uint8Array): void;
  /** The 16 bytes of the digest. Nothing can be taken afterwards. */
  digest(): Uint8Array<ArrayBuffer>;
}

/** Left rotations, four per round. */
const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
/** ⌊|sin(i + 1)| · 2³²⌋ */
const sines = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

/** Starts a digest. */
export function createMd5(): Md5 {
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  const words = new Int32Array(16);
  const rest = new Uint8Array(64);
  let restBytes = 0;
  let totalBytes = 0;

  function takeBlock(view: DataView, at: number): void {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + 4 * i, true);
    mix(state, words);
  }

  function update(bytes: Uint8Array): void {
    totalBytes += bytes.length;
    let at = 0;
    if (restBytes > 0) {
      at = Math.min(64 - restBytes, bytes.length);
      rest.set(bytes.subarray(0, at), restBytes);
      restBytes += at;
      if (restBytes < 64) return;
      takeBlock(new DataView(rest.buffer), 0);
      restBytes = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + 64 <= bytes.length; at += 64) takeBlock(view, at);
    rest.set(bytes.subarray(at));
    restBytes = bytes.length - at;
  }

  return {
    update,
    digest() {
      // A one bit, zeros, and the length in bits as the last 8 bytes of a block.
      const bits = BigInt(totalBytes) * 8n;
      const padding = new Uint8Array(restBytes < 56 ? 64 - restBytes : 128 - restBytes);
      padding[0] = 0x80;
      new DataView(padding.buffer).setBigUint64(padding.length - 8, bits, true);
      update(padding);
      const digest = new Uint8Array(16);
      const view = new DataView(digest.buffer);
      for (const [i, word] of state.entries()) view.setInt32(4 * i, word, true);
      return digest;
    },
  };
}

/** One block of 16 words into the state: four rounds of 16 steps. */
function mix(state: Int32Array, words: Int32Array): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  for (let i = 0; i < 64; i++) {
    const round = i >> 4;
    let f: number;
    let k: number;
    if (round === 0) {
      f = (b & c) | (~b & d);
      k = i;
    } else if (round === 1) {
      f = (d & b) | (~d & c);
      k = (5 * i + 1) & 15;
    } else if (round === 2) {
      f = b ^ c ^ d;
      k = (3 * i + 5) & 15;
    } else {
      f = c ^ (b | ~d);
      k = (7 * i) & 15;
    }
    const sum = (a + f + sines[i]! + words[k]!) | 0;
    const shift = shifts[round * 4 + (i & 3)]!;
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
}
