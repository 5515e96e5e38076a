/** One line on a terminal that is written over and over, and plain lines now and then where there is none. */

import { clock } from './output.ts';

/** Shows how far a track is. */
export interface ProgressDisplay {
  /** `done` of `total` seconds of `stage`; `total` may be unknown. */
  update(progress: ProgressState): void;
  /** Removes the line, so that something else can be printed. */
  clear(): void;
}

/** What is shown. */
export interface ProgressState {
  /** `1/3 song.mp3` */
  readonly label: string;
  readonly stage: string;
  readonly done: number;
  readonly total: number | undefined;
  /** Where this run took up the work: not counted into its speed. */
  readonly from: number;
}

/** Redraws at most this often: faster is flicker. */
const redrawMilliseconds = 100;

/** Where there is no terminal, a line each time another quarter is done. */
const plainSteps = 4;

/** A display on `stream`: a redrawn line on a terminal, plain lines otherwise. */
export function createProgressDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  return stream.isTTY ? terminalDisplay(stream) : plainDisplay(stream);
}

function terminalDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  const speed = createSpeedometer();
  const hasColour = process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb';
  let drawnAt = 0;
  let isDrawn = false;
  return {
    update(state) {
      const measured = speed(state);
      const now = performance.now();
      if (now - drawnAt < redrawMilliseconds) return;
      drawnAt = now;
      isDrawn = true;
      const columns = Math.max(20, (stream.columns ?? 80) - 1);
      const facts = describe(state, measured);
      const label = cut(state.label, Math.max(8, columns - facts.length - 2));
      const line = cut(`${label}  ${facts}`, columns);
      stream.write(`\r\u001b[K${hasColour ? line.replace(facts, `\u001b[36m${facts}\u001b[39m`) : line}`);
    },
    clear() {
      if (isDrawn) stream.write('\r\u001b[K');
      isDrawn = false;
    },
  };
}

function plainDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  const speed = createSpeedometer();
  /** The last step told of each label: several may be at work at the same time. */
  const shown = new Map<string, string>();
  return {
    update(state) {
      const measured = speed(state);
      if (state.total === undefined || state.total === 0) return;
      const step = Math.floor((state.done / state.total) * plainSteps);
      const key = `${state.stage} ${step}`;
      // The end is told by what comes after it.
      if (step === 0 || step === plainSteps || state.done <= state.from || shown.get(state.label) === key)
        return;
      shown.set(state.label, key);
      stream.write(`${state.label}  ${describe(state, measured)}\n`);
    },
    clear() {},
  };
}

interface Speed {
  /** Seconds of sound per second, or `undefined` while there is nothing to go by. */
  readonly factor: number | undefined;
}

/** Measures the speed of each stage from its first report on. */
function createSpeedometer(): (state: ProgressState) => Speed {
  let key = '';
  let startedAt = 0;
  let startedWith = 0;
  return ({ label, stage, done, from }) => {
    const now = performance.now();
    if (key !== `${label} ${stage}`) {
      key = `${label} ${stage}`;
      startedAt = now;
      startedWith = stage === 'separate' ? Math.max(from, done) : done;
    }
    const seconds = (now - startedAt) / 1000;
    return { factor: seconds > 0.2 && done > startedWith ? (done - startedWith) / seconds : undefined };
  };
}

function describe({ stage, done, total }: ProgressState, { factor }: Speed): string {
  const parts = [stage];
  if (total === undefined) parts.push(clock(done));
  else parts.push(`${Math.floor((100 * done) / Math.max(total, 1e-9))} %`);
  if (factor !== undefined) parts.push(`${factor < 10 ? factor.toFixed(1) : Math.round(factor)}x`);
  if (factor !== undefined && total !== undefined) parts.push(`${clock((total - done) / factor)} left`);
  return parts.join('  ');
}

/** Cut to a number of letters, in the middle, where names differ least. */
function cut(text: string, length: number): string {
  const letters = [...text];
  if (letters.length <= length) return text;
  const head = Math.ceil((length - 1) / 2);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (length - 1 - head)).join('')}`;
}
