/** The mixing desk: places sounds in stereo, adds a room, and turns stems into integers that add up exactly. */

/** Two channels in double precision. */
export interface Stereo {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Two channels of 16-bit integers. */
export interface StereoPcm {
  readonly left: Int16Array;
  readonly right: Int16Array;
}

/** Silence. */
export function createStereo(lengthSamples: number): Stereo {
  return { left: new Float64Array(lengthSamples), right: new Float64Array(lengthSamples) };
}

/** Where and how loud a sound stands: pan −1 is left, 0 is the centre, 1 is right. */
export interface Placement {
  readonly startSample: number;
  readonly gain: number;
  readonly pan?: number;
}

/** Adds a mono sound, cut at the song's two ends, by the constant-power law: left cos, right sin. */
export function place(target: Stereo, sound: Float64Array, placement: Placement): void {
  const { startSample, gain, pan = 0 } = placement;
  const angle = ((pan + 1) * Math.PI) / 4;
  // Equal to the last bit in the centre, where cos and sin of 45° round differently.
  const leftGain = gain * (pan === 0 ? Math.SQRT1_2 : Math.cos(angle));
  const rightGain = gain * (pan === 0 ? Math.SQRT1_2 : Math.sin(angle));
  const last = Math.min(sound.length, target.left.length - startSample);
  for (let n = Math.max(0, -startSample); n < last; n++) {
    target.left[startSample + n]! += leftGain * sound[n]!;
    target.right[startSample + n]! += rightGain * sound[n]!;
  }
}

/** Four delay lines between 29 and 51 ms, primes at 44.1 kHz, so that their echoes do not pile up. */
const delaysAt44100 = [1283, 1571, 1861, 2239] as const;

/** Adds a small room at `level`: a feedback delay network with a Hadamard matrix (Jot 1991), 60 dB down in `seconds`. */
export function addRoom(
  target: Stereo,
  options: { level: number; seconds: number; sampleRate: number },
): void {
  const { level, seconds, sampleRate } = options;
  const delaySamples = delaysAt44100.map((samples) => Math.round((samples * sampleRate) / 44100));
  const lines = delaySamples.map((length) => new Float64Array(length));
  const losses = delaySamples.map((length) => 10 ** ((-3 * length) / (seconds * sampleRate)));
  const dull = [0, 0, 0, 0];
  for (let n = 0; n < target.left.length; n++) {
    const input = 0.5 * (target.left[n]! + target.right[n]!);
    for (let i = 0; i < 4; i++) {
      const heard = lines[i]![n % delaySamples[i]!]! * losses[i]!;
      dull[i] = dull[i]! + 0.45 * (heard - dull[i]!);
    }
    const [a, b, c, d] = dull as [number, number, number, number];
    const mixed = [a + b + c + d, a - b + c - d, a + b - c - d, a - b - c + d];
    for (let i = 0; i < 4; i++) lines[i]![n % delaySamples[i]!] = input + 0.5 * mixed[i]!;
    target.left[n]! += level * (a - c);
    target.right[n]! += level * (b - d);
  }
}

/** Fades the last `fade` samples to nothing. */
export function fadeOut(target: Stereo, fade: number): void {
  for (const channel of [target.left, target.right]) {
    for (let n = Math.max(0, channel.length - Math.ceil(fade)); n < channel.length; n++) {
      channel[n]! *= (channel.length - n - 1) / fade;
    }
  }
}

/** Rounds to 16 bits; `gain` is chosen so that nothing clips. */
export function quantise({ left, right }: Stereo, gain: number): StereoPcm {
  function round(channel: Float64Array): Int16Array {
    const result = new Int16Array(channel.length);
    for (let n = 0; n < result.length; n++) result[n] = Math.round(32767 * gain * channel[n]!);
    return result;
  }
  return { left: round(left), right: round(right) };
}

/** The integer sum of stems. Throws where 16 bits would not hold it. */
export function sumPcm(stems: readonly StereoPcm[]): StereoPcm {
  const length = stems[0]!.left.length;
  const sum = (side: 'left' | 'right'): Int16Array => {
    const result = new Int16Array(length);
    for (let n = 0; n < length; n++) {
      let total = 0;
      for (const stem of stems) total += stem[side][n]!;
      result[n] = total;
      if (result[n] !== total) throw new RangeError(`The stems clip at sample ${n}: ${total}`);
    }
    return result;
  };
  return { left: sum('left'), right: sum('right') };
}
