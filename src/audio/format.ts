/**
 * The contract of an audio format: encoded bytes to sound and back, streamed. A format is one folder of `formats/` and
 * one line in `formats/list.ts`; the conformance suite picks it up from there.
 */

import type { AudioBlock, AudioStream } from './audio.ts';
import type { ByteSink, ByteSource } from './bytes.ts';

/** What a file says of its sound besides the sound. Keys are absent, never empty. */
export interface Tags {
  readonly title?: string;
  readonly artist?: string;
  readonly album?: string;
  readonly albumArtist?: string;
  readonly genre?: string;
  readonly comment?: string;
  /** Four digits, or an ISO 8601 date as the file has it. */
  readonly date?: string;
  readonly trackNumber?: number;
  readonly tracksTotal?: number;
  readonly discNumber?: number;
  readonly discsTotal?: number;
  readonly lyrics?: string;
  /** The front cover. */
  readonly cover?: { readonly mimeType: string; readonly data: Uint8Array };
}

/** What `probe` tells. */
export interface AudioInfo {
  /** The format's name in the list of formats: `'wav'`, `'flac'`, `'mp3'`, `'ogg'`, `'m4a'`, … */
  readonly format: string;
  /** The codec inside: `'pcm-s16'`, `'pcm-f32'`, `'flac'`, `'mp3'`, `'vorbis'`, `'opus'`, `'aac'`, … */
  readonly codec: string;
  /** Hertz. */
  readonly sampleRate: number;
  readonly channelCount: number;
  /** Samples per channel after all trimming: exact, or `undefined` where only decoding would tell. */
  readonly lengthSamples: number | undefined;
  /** Seconds, from `lengthSamples` where that is known, else the container's estimate. */
  readonly durationSeconds: number | undefined;
  /** Bits per sample of lossless codecs. */
  readonly bitsPerSample?: number;
  readonly tags: Tags;
}

/** An open file: its description and its sound. */
export interface AudioReader extends AudioStream {
  readonly info: AudioInfo;
  close(): Promise<void>;
}

/** Options of {@link AudioFormat.open}. */
export interface OpenOptions {
  /** Refuse, with a LimitError, what would need more memory than this. Default 1 GiB. */
  readonly maxMemoryBytes?: number;
  /** What the host can do that plain code cannot. */
  readonly host?: CodecHost;
  /** Which sound track of an MP4 file with several, from 0: those of stem.mp4 are mixture and stems. Default 0, all that other formats have. */
  readonly soundTrack?: number;
  readonly signal?: AbortSignal;
}

/** What to write. */
export interface EncodeOptions {
  readonly sampleRate: number;
  readonly channelCount: number;
  /** Samples per channel that will be written, where known: some headers want it early. */
  readonly lengthSamples?: number;
  /** `'s16'`, `'s24'` or `'f32'` for wav; `'s16'` or `'s24'` for flac; ignored by lossy formats. Default `'s16'`. */
  readonly sampleFormat?: 's16' | 's24' | 'f32';
  /** Bits per second of lossy formats. Default: mp3 320000, m4a 256000, opus 192000. */
  readonly bitrate?: number;
  readonly tags?: Tags;
  readonly host?: CodecHost;
}

/** Sound going into a file. */
export interface AudioWriter {
  /** Appends a block of `channelCount` channels. Values beyond ±1 are clamped by integer formats. */
  write(block: AudioBlock): Promise<void>;
  /** Flushes, completes headers, closes the sink. */
  finish(): Promise<void>;
  /** Gives up; the sink is aborted. Never throws. */
  abort(): Promise<void>;
}

/** One audio file format. */
export interface AudioFormat {
  readonly name: string;
  /** Without dots, lower case; the first is what we write. */
  readonly extensions: readonly string[];
  readonly mimeType: string;
  /** Whether these first bytes (up to 64 KiB) are of this format. Must not throw. */
  sniff(head: Uint8Array): boolean;
  /** Opens a file of this format. Throws FormatError on damage, LimitError where memory would not do. */
  open(source: ByteSource, options?: OpenOptions): Promise<AudioReader>;
  /** Starts a file of this format; absent where we only read. */
  create?(sink: ByteSink, options: EncodeOptions): Promise<AudioWriter>;
}

/** A decoder of compressed packets that only some hosts have: AAC by WebCodecs in the browser, for one. */
export interface PacketDecoder {
  /** Decodes one packet (an AAC access unit, say) to interleaved-free channels, appended in order. */
  decode(packet: Uint8Array): Promise<AudioBlock[]>;
  flush(): Promise<AudioBlock[]>;
  close(): void;
}

/** The host's part in decoding and encoding. Every member is optional: without it, a clear error says what is missing. */
export interface CodecHost {
  /** AAC: `description` is the AudioSpecificConfig. `undefined` when the host has none. */
  aacDecoder?(config: {
    readonly sampleRate: number;
    readonly channelCount: number;
    readonly description: Uint8Array;
  }): Promise<PacketDecoder | undefined>;
  /** Any file at all by an outside program (`ffmpeg`); `undefined` when there is none on this host. */
  fallbackReader?(source: ByteSource, options: OpenOptions): Promise<AudioReader | undefined>;
  /** One line for error messages: how to get what is missing on this host. */
  readonly remedy?: string;
}
