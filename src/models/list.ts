/** Every network of the toolkit: a new one is a folder and a line here, and the conformance suite, the golden vectors and the documents pick it up. */

import { checkChoice } from '../util/index.ts';
import { audioNetSimple } from './audio-net-simple/network.ts';
import { audioNetSimpleLstm } from './audio-net-simple-lstm/network.ts';
import { audioNetVae } from './audio-net-vae/network.ts';
import { hybridNet } from './hybrid-net/network.ts';
import type { Network } from './network.ts';
import { spectrogramNetLstm } from './spectrogram-net-lstm/network.ts';
import { spectrogramNetSimple } from './spectrogram-net-simple/network.ts';
import { spectrogramNetVae } from './spectrogram-net-vae/network.ts';

/** All networks, as they are listed to users: simple ones first. */
export const networks: readonly Network[] = [
  spectrogramNetSimple,
  spectrogramNetLstm,
  spectrogramNetVae,
  audioNetSimple,
  audioNetSimpleLstm,
  audioNetVae,
  hybridNet,
];

/** The names of all networks. */
export function networkNames(): readonly string[] {
  return networks.map(({ name }) => name);
}

/** The network called `name`. Throws ArgumentError for an unknown one, naming the nearest. */
export function findNetwork(name: string): Network {
  const known = checkChoice('network', name, networkNames());
  return networks.find((network) => network.name === known)!;
}
