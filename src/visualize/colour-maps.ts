/**
 * Colour maps: 256 colours from the least to the largest value. The sequential ones are matplotlib's, evenly bright steps by
 * construction, readable in grey and by the colour-blind; `blue-red` is for differences, with its neutral colour in the middle.
 */

import { checkChoice } from '../util/index.ts';
import { inferno, magma, plasma, viridis } from './generated/colour-maps.ts';

/** The names of the colour maps; each also with `-reversed` behind it. */
export const colourMapNames = ['magma', 'inferno', 'plasma', 'viridis', 'grey', 'blue-red'] as const;

type PlainName = (typeof colourMapNames)[number];

/** A colour map by name: `magma`, `grey-reversed`, … */
export type ColourMapName = PlainName | `${PlainName}-reversed`;

/** 256 colours: `map[3 * i + part]`, part 0 red, 1 green, 2 blue. */
export type ColourMap = Uint8Array;

const tables = { magma, inferno, plasma, viridis } as const;
const made = new Map<ColourMapName, ColourMap>();

/** The colours of a map. Throws `ArgumentError` for an unknown name. */
export function colourMap(name: ColourMapName): ColourMap {
  const known = made.get(name);
  if (known !== undefined) return known;
  checkChoice('colourMap', name, [...colourMapNames, ...colourMapNames.map((n) => `${n}-reversed` as const)]);
  const plain = name.replace('-reversed', '') as PlainName;
  const map = name === plain ? makeMap(plain) : reversed(colourMap(plain));
  made.set(name, map);
  return map;
}

function makeMap(name: PlainName): ColourMap {
  if (name === 'grey') return tableOf((share) => [share, share, share].map((part) => 255 * part));
  if (name === 'blue-red') return tableOf(blueRed);
  return Uint8Array.from(atob(tables[name]), (letter) => letter.charCodeAt(0));
}

/** From deep blue by near-white to deep red: ends and middle of the same lightness on both sides, straight lines between. */
const anchors = [
  [24, 56, 120],
  [92, 140, 200],
  [246, 246, 246],
  [214, 112, 92],
  [134, 20, 34],
] as const;

function blueRed(share: number): number[] {
  const place = share * (anchors.length - 1);
  const left = Math.min(anchors.length - 2, Math.floor(place));
  return anchors[left]!.map((part, i) => part + (place - left) * (anchors[left + 1]![i]! - part));
}

function tableOf(colourAt: (share: number) => readonly number[]): ColourMap {
  return Uint8Array.from(Array.from({ length: 256 }, (_, i) => colourAt(i / 255).map(Math.round)).flat());
}

function reversed(map: ColourMap): ColourMap {
  return map.map((_, i) => map[3 * (255 - Math.floor(i / 3)) + (i % 3)]!);
}
