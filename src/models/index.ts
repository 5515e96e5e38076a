/**
 * Models: one folder per architecture, each a Network, and what turns a network into something that trains and separates. Stands on
 * `nn`; knows neither the training loop nor the journey that separates songs.
 */

export type {
  Network,
  NetworkInput,
  NetworkOutput,
  NetworkSetting,
  NetworkSettings,
  SignalShape,
} from './network.ts';
