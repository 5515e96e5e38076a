/** What `auralflow separate` is told, word for word: the definition of its options and their reading meet here. */

/** The raw words of the options, as commander hands them over. */
export interface SeparateWords {
  readonly name: string;
  readonly option: readonly string[];
  readonly device: string;
  readonly stems?: string;
  readonly twoStems?: string;
  readonly otherMethod: string;
  readonly residual?: true;
  readonly consistent?: string | true;
  readonly mix: readonly string[];
  readonly out: string;
  /** The README's word for `out`. */
  readonly save?: string;
  readonly filename: string;
  readonly format?: string;
  readonly mp3?: true;
  readonly flac?: true;
  readonly mp3Bitrate?: string;
  readonly bitrate?: string;
  readonly int24?: true;
  readonly float32?: true;
  readonly clipMode: string;
  readonly keepRate?: true;
  readonly start?: string;
  readonly duration?: string;
  readonly phase?: string;
  readonly phaseIterations?: string;
  readonly segment?: string;
  readonly overlap?: string;
  readonly shifts?: string;
  readonly seed?: string;
  readonly jobs?: string;
  readonly maxMemory?: string;
  readonly skipExisting?: true;
  readonly resume?: true;
  readonly manifest?: string | true;
  readonly pcm?: string;
  readonly rate?: string;
  readonly channels?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly debug?: true;
}
