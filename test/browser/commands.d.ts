/** The commands of test/support/browser-commands.ts as the tests see them. */

import 'vitest/browser';

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** SHA-256 of the samples of the stems, in order, as Node separates the example song. */
    separateInNode(options: {
      readonly separator: string;
      readonly startSeconds: number;
      readonly durationSeconds: number;
    }): Promise<string>;
    /** SHA-256 of the samples of a file of test/fixtures/audio, as Node decodes it. */
    decodeInNode(file: string): Promise<string>;
    /** SHA-256 of the PNG and SVG files of a mono sound's waveform and spectrogram, as Node draws them. */
    drawInNode(samples: readonly number[], sampleRate: number): Promise<string>;
    /** The scores of HPSS on a track of two stems as JSON, as Node measures them. */
    evaluateInNode(track: {
      readonly tone: readonly number[];
      readonly strokes: readonly number[];
      readonly sampleRate: number;
      readonly metrics: readonly string[];
    }): Promise<string>;
    /** Drops a folder of the repository on the element with the id `zone`, as a hand does. */
    dropFolder(path: string): Promise<void>;
    /** Songs, and the checkpoints of a training on them in Node, as JSON (NodeTraining of test/support/train-in-node.ts). */
    trainInNode(network: string, changes: Readonly<Record<string, unknown>>): Promise<string>;
  }
}
