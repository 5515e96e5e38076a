/** The part of libav.js that writes Opus. The package's own types are not found by an ES module import. */

declare module '@libav.js/variant-default' {
  interface Frame {
    readonly data: Float32Array;
    readonly format: number;
    readonly sample_rate: number;
    readonly channels: number;
    readonly channel_layout: number;
    readonly nb_samples: number;
    readonly pts: number;
    readonly ptshi: number;
  }

  interface LibAV {
    readonly AV_SAMPLE_FMT_FLT: number;
    readonly AV_LOG_ERROR: number;
    av_log_set_level(level: number): Promise<void>;
    /** Gives codec, context, frame, packet and samples per frame. */
    ff_init_encoder(
      name: string,
      options: {
        readonly ctx: Readonly<Record<string, number>>;
        readonly time_base: readonly [number, number];
      },
    ): Promise<[number, number, number, number, number]>;
    ff_encode_multi(
      context: number,
      frame: number,
      packet: number,
      frames: readonly Frame[],
      isEnd: boolean,
    ): Promise<{ readonly data: Uint8Array }[]>;
    ff_free_encoder(context: number, frame: number, packet: number): Promise<void>;
    AVCodecContext_extradata(context: number): Promise<number>;
    AVCodecContext_extradata_size(context: number): Promise<number>;
    copyout_u8(pointer: number, length: number): Promise<Uint8Array>;
    terminate(): void;
  }

  const wrapper: { LibAV(options: { readonly noworker: boolean }): Promise<LibAV> };
  export default wrapper;
  export type { LibAV };
}
