export * from './util/index.ts';
