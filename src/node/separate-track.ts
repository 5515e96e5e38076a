/**
 * One track from file to files: separated into spools with a journal beside them, then, with the gain that all stems share
 * known, each stem encoded under a hidden name and renamed when complete.
 */

import { stat } from 'node:fs/promises';
import type { AudioInfo } from '../audio/index.ts';
import { bytesPerSample, separateWithin } from '../host/index.ts';
import { createPeakMeter, type SeparationStream, sharedGain } from '../separate/index.ts';
import { hashFile, hashValue } from './content-hash.ts';
import { checkDiskSpace } from './disk-space.ts';
import { encodeTrack } from './encode-track.ts';
import { nodeMemoryCosts } from './host.ts';
import type { FinishedOutput, InputIdentity, Journal } from './journal.ts';
import { openInput } from './open-input.ts';
import { openSpool, type SpoolWriter } from './spool.ts';
import type { TrackJob } from './track-job.ts';

/** What is known of a finished track. */
export interface TrackFacts {
  readonly stream: SeparationStream;
  readonly info: AudioInfo | undefined;
  readonly inputRate: number;
  readonly identity: InputIdentity | undefined;
  readonly lengthSamples: number;
  readonly gain: number;
  readonly peaks: Readonly<Record<string, number>>;
}

/** How often the journal is brought up to date: a killed run loses no more work than this. */
const journalMilliseconds = 1000;

/**
 * Separates a track. Afterwards its outputs are complete and the work folder holds a journal that says so; the caller
 * removes it. On failure there is no output that is not complete.
 */
export async function separateTrack(job: TrackJob): Promise<TrackFacts> {
  const opened = await openInput(job.source, job.open);
  try {
    const stream = separateWithin(opened.stream, job.separate, nodeMemoryCosts);
    const identity = await identify(job);
    const settingsHash = hashValue({ ...job.settings, plan: planSettings(stream) });
    const earlier = job.resume ? await usableJournal(job, { stream, settingsHash, identity }) : undefined;
    await job.work.prepare({ empty: earlier === undefined });
    job.onOpened({ stream, resumedSeconds: (earlier?.samplesDone ?? 0) / stream.sampleRate });
    const journal = earlier ?? newJournal(settingsHash, identity);
    const separated = await spoolTrack(job, { stream, journal: { ...journal, pid: process.pid } });
    const gain = sharedGain(Math.max(0, ...Object.values(separated.peaks)), job.clipMode);
    const tags = opened.info?.tags;
    await encodeTrack(job, { stream, journal: separated, gain, ...(tags === undefined ? {} : { tags }) });
    return {
      stream,
      info: opened.info,
      inputRate: opened.stream.sampleRate,
      identity,
      lengthSamples: separated.samplesDone,
      gain,
      peaks: separated.peaks,
    };
  } finally {
    await opened.close();
  }
}

/** What the options do not say but decides the bits: how the song is cut, and what comes out. */
function planSettings({ plan, sampleRate, outputs }: SeparationStream): Readonly<Record<string, unknown>> {
  const { segmentSamples = null, overlap, passes } = plan;
  return { sampleRate, outputs, segmentSamples, overlap, passes };
}

/** Size and hash of a file's bytes; pipes and sound in memory have no identity, and cannot be resumed. */
async function identify({ source, open }: TrackJob): Promise<InputIdentity | undefined> {
  if (typeof source !== 'string') return undefined;
  return { bytes: (await stat(source)).size, sha256: await hashFile(source, open.signal) };
}

function newJournal(settings: string, identity: InputIdentity | undefined): Journal {
  return {
    version: 1,
    pid: process.pid,
    settings,
    input: identity ?? { bytes: 0, sha256: '' },
    samplesDone: 0,
    separated: false,
    peaks: {},
    finished: {},
  };
}

/** The earlier run's journal, if it is about the same input and settings and the files it speaks of are there. */
async function usableJournal(
  job: TrackJob,
  now: {
    readonly stream: SeparationStream;
    readonly settingsHash: string;
    readonly identity: InputIdentity | undefined;
  },
): Promise<Journal | undefined> {
  const journal = await job.work.readJournal();
  if (journal === undefined || now.identity === undefined || journal.settings !== now.settingsHash)
    return undefined;
  if (journal.input.sha256 !== now.identity.sha256 || journal.input.bytes !== now.identity.bytes)
    return undefined;
  const spoolBytes = journal.samplesDone * now.stream.channelCount * 4;
  for (const [index, [name, path]] of [...job.outputs.paths].entries()) {
    const finished = journal.finished[name];
    const isThere =
      finished === undefined
        ? await stat(job.work.spoolPath(index)).then(
            (s) => s.size >= spoolBytes,
            () => spoolBytes === 0,
          )
        : await stands(finished, path);
    if (!isThere) return undefined;
  }
  return journal;
}

/** Whether a finished output is still the file that was written. */
async function stands(finished: FinishedOutput, path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return (
    finished.path === path &&
    stats?.size === finished.bytes &&
    stats.mtimeMs === finished.modifiedMilliseconds
  );
}

/** Separates what the journal says is still missing. */
async function spoolTrack(
  job: TrackJob,
  { stream, journal: before }: { readonly stream: SeparationStream; readonly journal: Journal },
): Promise<Journal> {
  let journal = before;
  if (journal.separated) return journal;
  await checkSpaceFor(job, { stream, samplesDone: journal.samplesDone });
  const { sampleRate, channelCount, lengthSamples } = stream;
  const meter = createPeakMeter(new Map(Object.entries(journal.peaks)));
  const spools = new Map<string, SpoolWriter>();
  const total = lengthSamples === undefined ? undefined : lengthSamples / sampleRate;
  let samplesDone = journal.samplesDone;

  async function record(separated: boolean): Promise<void> {
    await Promise.all([...spools.values()].map((spool) => spool.flush()));
    journal = { ...journal, samplesDone, separated, peaks: Object.fromEntries(meter.peaks) };
    await job.work.writeJournal(journal);
  }

  try {
    for (const [index, name] of stream.outputs.entries()) {
      const shape = { sampleRate, channelCount, keepSamples: samplesDone };
      spools.set(name, await openSpool(job.work.spoolPath(index), shape));
    }
    await record(false);
    let recordedAt = performance.now();
    for await (const { outputs } of stream.blocks({ startSample: samplesDone })) {
      meter.push(outputs);
      await Promise.all([...outputs].map(([name, block]) => spools.get(name)!.write(block)));
      samplesDone = spools.get(stream.outputs[0]!)!.lengthSamples;
      if (performance.now() - recordedAt >= journalMilliseconds) {
        await record(false);
        recordedAt = performance.now();
      }
      job.onProgress({ stage: 'separate', done: samplesDone / sampleRate, total });
    }
    await record(true);
  } finally {
    await Promise.all([...spools.values()].map((spool) => spool.close()));
  }
  return journal;
}

async function checkSpaceFor(
  job: TrackJob,
  { stream, samplesDone }: { readonly stream: SeparationStream; readonly samplesDone: number },
): Promise<void> {
  if (stream.lengthSamples === undefined) return;
  const values = stream.lengthSamples * stream.channelCount;
  const spoolBytes = 4 * (values - samplesDone * stream.channelCount) * stream.outputs.length;
  // A spool goes as soon as its output stands, and no output is larger: only one output adds to the spools.
  await checkDiskSpace(job.work.out, spoolBytes + values * bytesPerSample(job.output));
}
