/** Five seconds each of what classical methods tell apart: a voice, a chord and strokes. */

/** Hertz. */
export const sampleRate = 8000;
/** Of each sound. */
export const lengthSamples: number = 5 * sampleRate;

/**
 * Four partials of a sung melody: a new note every 0.3 s, reached in a glide, with vibrato. A pitch that
 * swung for seconds around one note with a constant period would be steady in the eyes of the long frames.
 */
export function voice(): Float32Array {
  const semitones = [0, 4, 2, 7, 5, 9, 4, -1];
  const signal = new Float32Array(lengthSamples);
  let phase = 0;
  let pitch = 0;
  for (let n = 0; n < lengthSamples; n++) {
    pitch += (semitones[Math.floor(n / 2400) % semitones.length]! - pitch) * 0.003;
    const vibrato = 0.3 * Math.sin((2 * Math.PI * 5.5 * n) / sampleRate);
    phase += (2 * Math.PI * 220 * 2 ** ((pitch + vibrato) / 12)) / sampleRate;
    for (let partial = 1; partial <= 4; partial++) signal[n]! += (0.3 / partial) * Math.sin(partial * phase);
  }
  return signal;
}

/** Three steady tones. */
export function chord(): Float32Array {
  const hertz = [220, 277.18, 329.63];
  return Float32Array.from({ length: lengthSamples }, (_, n) =>
    hertz.reduce((sum, f) => sum + 0.2 * Math.sin((2 * Math.PI * f * n) / sampleRate), 0),
  );
}

/** Four strokes, each alone in its long frame. */
export function clicks(): Float32Array {
  const strokes = new Set([9000, 15100, 23300, 29700]);
  return Float32Array.from({ length: lengthSamples }, (_, n) => (strokes.has(n) ? 1 : 0));
}
