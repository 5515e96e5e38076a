/**
 * From the factors of a stretch to the masks of its stems. With M_s = Σ W_c·h_c over the components c that play for stem s in a frame,
 *
 *     mask_s = M_s^p / Σ M_j^p
 *
 * so that the masks of all stems add up to 1 in every bin.
 */

/** The factors of a stretch. */
export interface FittedModel {
  readonly rank: number;
  readonly frameCount: number;
  readonly binCount: number;
  /** `[component, bin]` */
  readonly templates: Float32Array;
  /** `[component, frame]` */
  readonly activations: Float32Array;
  /** The stem of each frame of a component, `[component, frame]`; −1 where it is silent. */
  readonly stems: Int32Array;
}

/** How masks are made. */
export interface MaskSettings {
  readonly stemCount: number;
  /** The exponent p. */
  readonly power: number;
  /**
   * What becomes of bins in which the model has nothing: `'share'` deals them out as it does the rest of the frame (equally, where that is
   * empty too), `'stem'` gives them to the last stem, which has no notes.
   */
  readonly rest: 'share' | 'stem';
}

/** The masks of a stretch, one at a time. */
export interface StemMasks {
  /** Writes the mask of a stem, `[frame, bin]`. */
  write(stem: number, mask: Float32Array): void;
}

/** Adds up the stems' models; masks then come one after the other, so that only one of them is in memory. */
export function makeStemMasks(model: FittedModel, settings: MaskSettings): StemMasks {
  const { frameCount, binCount } = model;
  const { stemCount, rest } = settings;
  const voices = voicesByFrame(model);
  const totals = new Float32Array(frameCount * binCount);
  const line = new Float32Array(binCount);
  /** Of each stem in each frame, its share of the frame's sum, `[frame, stem]`. */
  const shares = new Float32Array(frameCount * stemCount);
  voices.forEach((sounding, frame) => {
    const total = totals.subarray(frame * binCount, (frame + 1) * binCount);
    const share = shares.subarray(frame * stemCount, (frame + 1) * stemCount);
    for (const { stem } of sounding) {
      if (share[stem]! > 0) continue;
      share[stem] = addStem(line, { sounding, stem, model, power: settings.power });
      for (let bin = 0; bin < binCount; bin++) total[bin]! += line[bin]!;
    }
    dealOut(share);
  });

  function write(stem: number, mask: Float32Array): void {
    for (let frame = 0; frame < frameCount; frame++) {
      const start = frame * binCount;
      addStem(line, { sounding: voices[frame]!, stem, model, power: settings.power });
      const spare = rest === 'share' ? shares[frame * stemCount + stem]! : stem === stemCount - 1 ? 1 : 0;
      for (let bin = 0; bin < binCount; bin++) {
        const total = totals[start + bin]!;
        mask[start + bin] = total > leastModel ? line[bin]! / total : spare;
      }
    }
  }
  return { write };
}

/** Below any sound: V is scaled to 1 before it is modelled. Less than that would divide roundings by each other. */
const leastModel = 1e-20;

interface Voice {
  readonly component: number;
  readonly stem: number;
  readonly gain: number;
}

/** The components that sound in each frame. */
function voicesByFrame({ rank, frameCount, activations, stems }: FittedModel): Voice[][] {
  const voices: Voice[][] = Array.from({ length: frameCount }, () => []);
  for (let component = 0; component < rank; component++) {
    for (let frame = 0; frame < frameCount; frame++) {
      const gain = activations[component * frameCount + frame]!;
      const stem = stems[component * frameCount + frame]!;
      if (gain > 0 && stem >= 0) voices[frame]!.push({ component, stem, gain });
    }
  }
  return voices;
}

/** Writes M_s^p of one frame to `line` and returns its sum. */
function addStem(
  line: Float32Array,
  options: {
    readonly sounding: readonly Voice[];
    readonly stem: number;
    readonly model: FittedModel;
    readonly power: number;
  },
): number {
  const { sounding, model, power } = options;
  line.fill(0);
  for (const { component, stem, gain } of sounding) {
    if (stem !== options.stem) continue;
    const start = component * line.length;
    for (let bin = 0; bin < line.length; bin++) line[bin]! += gain * model.templates[start + bin]!;
  }
  let sum = 0;
  for (let bin = 0; bin < line.length; bin++) {
    const value = line[bin]!;
    const raised = power === 1 ? value : power === 2 ? value * value : value ** power;
    line[bin] = raised;
    sum += raised;
  }
  return sum;
}

/** Makes the shares of a frame add up to 1. */
function dealOut(share: Float32Array): void {
  const sum = share.reduce((total, value) => total + value, 0);
  for (let stem = 0; stem < share.length; stem++)
    share[stem] = sum > 0 ? share[stem]! / sum : 1 / share.length;
}
