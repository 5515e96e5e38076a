/** The public list of the toolkit in the browser. No code in here. */

export * from './audio/index.ts';
export * from './browser/index.ts';
export * from './decompose/index.ts';
export * from './dsp/index.ts';
export * from './separate/index.ts';
export * from './util/index.ts';
export * from './zoo/index.ts';
