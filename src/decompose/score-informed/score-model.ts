/**
 * What a score says of a stretch of a song: components with the spectra and the times that they may have, and for every frame of a component
 * the stem that its sound belongs to. A component is a pitch (of a part), its strokes and its tones apart.
 */

import { type Note, partOf } from '../../score/index.ts';
import { noteFrames } from './activations.ts';
import { harmonicTemplate, onsetTemplateWeight } from './templates.ts';

/** A note and the number of the stem it goes to. */
export interface AssignedNote {
  readonly note: Note;
  readonly stem: number;
}

/** The grid of frames and bins that a model stands on. */
export interface ModelGrid {
  readonly frameCount: number;
  readonly binCount: number;
  readonly hertzPerBin: number;
  readonly secondsPerFrame: number;
  /** Seconds from the start of the song to frame 0. */
  readonly startSeconds: number;
  /** Seconds that the sound of a stroke is seen before it happens, as frames have a length. */
  readonly leadSeconds: number;
}

/** How a score becomes a model. */
export interface ModelSettings {
  readonly pitchTolerance: number;
  readonly harmonicDecay: number;
  readonly noteTolerance: readonly [number, number];
  readonly onsetTolerance: readonly [number, number];
  /** Whether strokes have components of their own. */
  readonly hasOnsets: boolean;
  /** Whether all parts share the template of a pitch, as hands at one piano do, or each has its own. */
  readonly templatesPer: 'pitch' | 'part';
}

/** The start of a factorization and whose it is. */
export interface ScoreModel {
  readonly rank: number;
  /** `[component, bin]` */
  readonly templates: Float32Array;
  /** `[component, frame]` */
  readonly activations: Float32Array;
  /** The stem of each frame of a component, `[component, frame]`; −1 where it is silent. */
  readonly stems: Int32Array;
  /** Which components are strokes, not tones. */
  readonly isStroke: readonly boolean[];
}

/** The model of those notes that sound within the frames. */
export function makeScoreModel(
  notes: readonly AssignedNote[],
  grid: ModelGrid,
  settings: ModelSettings,
): ScoreModel {
  const { frameCount, binCount } = grid;
  const rows = [...groupNotes(notes, grid, settings).values()];
  const kinds = settings.hasOnsets ? 2 : 1;
  const rank = rows.length * kinds;
  const templates = new Float32Array(rank * binCount);
  const activations = new Float32Array(rank * frameCount);
  const stems = new Int32Array(rank * frameCount).fill(-1);
  rows.forEach((row, index) => {
    const tone = index * kinds + kinds - 1;
    const { pitch } = row[0]!.note;
    const template = harmonicTemplate(pitch, { ...grid, ...settings });
    templates.set(template, tone * binCount);
    if (settings.hasOnsets) templates.fill(onsetTemplateWeight, (tone - 1) * binCount, tone * binCount);
    for (let component = index * kinds; component <= tone; component++) {
      const start = component * frameCount;
      const own = { from: start, to: start + frameCount };
      activate(row, {
        ...{ grid, settings, kind: component === tone ? 'tone' : 'stroke' },
        activations: activations.subarray(own.from, own.to),
        stems: stems.subarray(own.from, own.to),
      });
    }
  });
  const isStroke = Array.from({ length: rank }, (_, component) => kinds === 2 && component % 2 === 0);
  return { rank, templates, activations, stems, isStroke };
}

/** The notes that reach into the frames, those with one template together, each group in order of onsets. */
function groupNotes(
  notes: readonly AssignedNote[],
  grid: ModelGrid,
  settings: ModelSettings,
): Map<string, AssignedNote[]> {
  const groups = new Map<string, AssignedNote[]>();
  for (const assigned of notes) {
    const kinds = ['tone', 'stroke'] as const;
    if (kinds.every((kind) => isEmpty(reach(assigned.note, { grid, settings, kind })))) continue;
    const { pitch } = assigned.note;
    const key = settings.templatesPer === 'part' ? `${pitch} ${partOf(assigned.note)}` : `${pitch}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [assigned]);
    else group.push(assigned);
  }
  return groups;
}

interface Kind {
  readonly grid: ModelGrid;
  readonly settings: ModelSettings;
  readonly kind: 'tone' | 'stroke';
}

/** The frames in which a note's tone or stroke may sound. */
function reach({ onsetSeconds, durationSeconds }: Note, { grid, settings, kind }: Kind): Span {
  const start = onsetSeconds - grid.startSeconds;
  if (kind === 'stroke') return noteFrames(start, start, { ...grid, tolerance: settings.onsetTolerance });
  return noteFrames(start, start + durationSeconds, { ...grid, tolerance: settings.noteTolerance });
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function isEmpty({ from, to }: Span): boolean {
  return from >= to;
}

/**
 * Where the room of one note reaches into that of the next on the same row, the next one's begins with the first frame that can see
 * its stroke.
 */
function activate(
  row: readonly AssignedNote[],
  options: Kind & { readonly activations: Float32Array; readonly stems: Int32Array },
): void {
  const { grid, activations, stems } = options;
  for (const { note, stem } of row) {
    const { from, to } = reach(note, options);
    const seen = (note.onsetSeconds - grid.startSeconds - grid.leadSeconds) / grid.secondsPerFrame;
    activations.fill(1, from, to);
    for (let frame = from; frame < to; frame++) {
      if (stems[frame]! < 0 || frame >= seen) stems[frame] = stem;
    }
  }
}
