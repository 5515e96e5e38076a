import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { maskedCrc32c } from './crc32c.ts';
import { audioEvent, histogramEvent, imageEvent, restartEvent, scalarEvent, versionEvent } from './event.ts';
import { createEventRecords, eventFileName } from './event-file.ts';
import { countHistogram } from './histogram.ts';
import { frameRecord } from './record.ts';

interface Golden extends Readonly<Record<string, unknown>> {
  readonly maskedCrc32c: readonly { readonly base64: string; readonly value: number }[];
  readonly values: readonly number[];
  readonly version: string;
  readonly restart: string;
  readonly scalar: string;
  readonly image: string;
  readonly audio: string;
  readonly histogram: string;
}

const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/event-files.json', import.meta.url), 'utf8'),
) as Golden;
const wallTimeSeconds = 1_700_000_000.25;

/** The golden record of this name, made by TensorBoard's own writer. */
function goldenBytes(base64: string): number[] {
  return [...Buffer.from(base64, 'base64')];
}

const records = (message: Uint8Array): number[] => [...frameRecord(message)];

describe('records', () => {
  it('have the checksums of TensorFlow', () => {
    for (const { base64, value } of golden.maskedCrc32c) {
      expect(maskedCrc32c(Buffer.from(base64, 'base64'))).toBe(value);
    }
  });

  it('are the bytes that TensorBoard writes itself', () => {
    expect(records(versionEvent(wallTimeSeconds))).toEqual(goldenBytes(golden.version));
    expect(records(restartEvent({ wallTimeSeconds, step: 42 }))).toEqual(goldenBytes(golden.restart));
    expect(records(scalarEvent('loss/épo che', 0.15625, { wallTimeSeconds, step: 300 }))).toEqual(
      goldenBytes(golden.scalar),
    );
    const picture = { width: 3, height: 2, png: Uint8Array.of(1, 2, 3) };
    expect(records(imageEvent('spectrogram/vocals', picture, { wallTimeSeconds, step: 7 }))).toEqual(
      goldenBytes(golden.image),
    );
    const sound = { sampleRate: 44100, channelCount: 2, lengthSamples: 3, wav: Uint8Array.of(4, 5) };
    expect(records(audioEvent('vocals/estimate', sound, { wallTimeSeconds, step: 8 }))).toEqual(
      goldenBytes(golden.audio),
    );
    expect(records(histogramEvent('weights', golden.values, { wallTimeSeconds, step: 9 }))).toEqual(
      goldenBytes(golden.histogram),
    );
  });

  it('begin with the version, and with the step that a run is taken up at', () => {
    const make = createEventRecords(() => wallTimeSeconds);
    expect([...make.head()]).toEqual(goldenBytes(golden.version));
    expect([...make.head({ startStep: 42 })]).toEqual([
      ...goldenBytes(golden.version),
      ...goldenBytes(golden.restart),
    ]);
  });

  it('hold sounds as WAVE files', async () => {
    const audio = { sampleRate: 8000, channels: [new Float32Array(16)] };
    const record = await createEventRecords(() => wallTimeSeconds).audio('vocals', audio, 1);
    expect(Buffer.from(record).includes('RIFF')).toBe(true);
  });
});

describe('histograms', () => {
  it('count every finite value once, between its limits', () => {
    const values = Float64Array.from({ length: 2000 }, (_, n) => Math.sin(n) * 10 ** ((n % 40) - 20));
    const { limits, counts, count } = countHistogram(values);
    expect(count).toBe(2000);
    const obvious = limits.map(
      (limit, n) => values.filter((value) => value <= limit && (n === 0 || value > limits[n - 1]!)).length,
    );
    expect(counts).toEqual(obvious);
  });

  it('leave out what is not finite, and stand empty of no value', () => {
    expect(countHistogram([1, Number.NaN, Infinity, -Infinity]).count).toBe(1);
    expect(countHistogram([Number.NaN])).toMatchObject({ count: 0, counts: [0], min: 0, max: 0 });
    expect(countHistogram([1e300, -1e300])).toMatchObject({ count: 2, min: -1e300 });
  });
});

describe('names of event files', () => {
  it('stand in the order of time, whatever the machine is called', () => {
    expect(eventFileName(1_700_000_000.9, 'my host.local', '12.0')).toBe(
      'events.out.tfevents.1700000000.my-host-local.12.0',
    );
    expect(eventFileName(5, '', '1.0')).toBe('events.out.tfevents.0000000005.host.1.0');
  });
});
