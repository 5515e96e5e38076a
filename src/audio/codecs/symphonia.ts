/**
 * Packets of AAC-LC, ALAC, FLAC, MPEG audio and Vorbis to samples: the Symphonia decoders (github.com/pdeljanov/Symphonia,
 * MPL-2.0), compiled from Rust to WebAssembly by `npm run codecs`. Memory-safe, silent, the same in every host.
 */

import type { AudioBlock } from '../audio.ts';
import { symphoniaWasm } from './generated/symphonia-wasm.ts';

/** The codecs, at the places that symphonia/src/lib.rs knows them by. */
const codecs = ['aac', 'alac', 'flac', 'mp1', 'mp2', 'mp3', 'vorbis'] as const;

/** A codec that {@link createSymphoniaDecoder} knows. */
export type SymphoniaCodec = (typeof codecs)[number];

/** A decoder of one stream of packets. */
export interface SymphoniaDecoder {
  /** The samples of the next packet: possibly none. Throws an Error for damage, after which the next packet may do. */
  decode(packet: Uint8Array): AudioBlock;
  /** The rate of the packet decoded last. */
  readonly sampleRate: number;
}

/** What the module exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  input(length: number): number;
  create(codec: number): number;
  decode(): number;
  output(): number;
  channel_count(): number;
  sample_rate(): number;
  error_text(): number;
  error_length(): number;
}

let module: WebAssembly.Module | undefined;

/**
 * Starts a decoder. `config` is what containers keep for the codec: aac: the AudioSpecificConfig; alac: the magic cookie;
 * flac: the 34 bytes of STREAMINFO; vorbis: identification and setup header, joined; nothing for mp1, mp2 and mp3.
 * Throws an Error for configurations that it does not know, such as AAC with more than two channels or SBR.
 */
export function createSymphoniaDecoder(
  codec: SymphoniaCodec,
  config: Uint8Array = new Uint8Array(0),
): SymphoniaDecoder {
  module ??= new WebAssembly.Module(decodeBase64(symphoniaWasm));
  // An instance of its own: a trap in one stream cannot disturb another, and its memory goes with it.
  const wasm = new WebAssembly.Instance(module).exports as unknown as Exports;

  function give(bytes: Uint8Array): void {
    const pointer = wasm.input(bytes.length);
    new Uint8Array(wasm.memory.buffer, pointer, bytes.length).set(bytes);
  }

  function check(result: number): number {
    if (result >= 0) return result;
    const text = new Uint8Array(wasm.memory.buffer, wasm.error_text(), wasm.error_length());
    throw new Error(new TextDecoder().decode(text));
  }

  give(config);
  check(wasm.create(codecs.indexOf(codec)));
  return {
    decode(packet) {
      give(packet);
      const length = check(wasm.decode());
      const start = wasm.output();
      return Array.from({ length: wasm.channel_count() }, (_, c) =>
        new Float32Array(wasm.memory.buffer, start + c * length * 4, length).slice(),
      );
    },
    get sampleRate() {
      return wasm.sample_rate();
    },
  };
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
