/** A schedule at work: it counts ticks, watches metrics for plateaus, and can be saved and restored. */

import { ArgumentError } from '../util/index.ts';
import type { PlateauSchedule, Schedule } from './schedule.ts';

/** A running schedule. */
export interface Scheduler {
  /** What learning rates are multiplied by now. */
  readonly factor: number;
  /** Ticks so far. */
  readonly tick: number;
  /** One tick on. `metric` is what plateaus watch; throws ArgumentError where there is a plateau and no finite metric. */
  advance(metric?: number): void;
  /** Everything that is needed to go on later, as plain data. */
  state(): SchedulerState;
  /** Goes on from a state of the same schedule. */
  restore(state: SchedulerState): void;
}

/** A scheduler's state: JSON keeps its numbers bit for bit. */
export interface SchedulerState {
  readonly tick: number;
  /** One per plateau, in the order in which they stand in the schedule. */
  readonly plateaus: readonly PlateauState[];
}

/** What a plateau remembers. */
export interface PlateauState {
  readonly factor: number;
  /** `null` before the first metric. */
  readonly best: number | null;
  readonly badTicks: number;
  readonly cooldownTicks: number;
}

/** Starts a schedule at tick 0. */
export function createScheduler(schedule: Schedule): Scheduler {
  const plateaus = plateausOf(schedule);
  let tick = 0;
  let states = plateaus.map((): PlateauState => ({ factor: 1, best: null, badTicks: 0, cooldownTicks: 0 }));
  return {
    get tick() {
      return tick;
    },
    get factor() {
      return factorAt(schedule, tick, (plateau) => states[plateaus.indexOf(plateau)]!.factor);
    },
    advance(metric) {
      if (plateaus.length > 0) {
        const watched = finite(metric);
        states = plateaus.map((plateau, i) => observe(plateau, states[i]!, watched));
      }
      tick++;
    },
    state: () => ({ tick, plateaus: states }),
    restore(state) {
      if (state.plateaus.length !== plateaus.length)
        throw otherSchedule(plateaus.length, state.plateaus.length);
      tick = state.tick;
      states = [...state.plateaus];
    },
  };
}

function factorAt(schedule: Schedule, tick: number, reduced: (plateau: PlateauSchedule) => number): number {
  switch (schedule.kind) {
    case 'constant':
      return schedule.factor;
    case 'steps':
      return schedule.factor ** schedule.at.filter((at) => tick >= at).length;
    case 'every':
      return schedule.factor ** Math.floor(tick / schedule.ticks);
    case 'cosine': {
      const { ticks, minimum } = schedule;
      return minimum + ((1 - minimum) * (1 + Math.cos(Math.PI * Math.min(1, tick / ticks)))) / 2;
    }
    case 'warm-up':
      return schedule.start + (1 - schedule.start) * Math.min(1, tick / schedule.ticks);
    case 'plateau':
      return reduced(schedule);
    case 'sequence': {
      const part = schedule.at.filter((at) => tick >= at).length;
      return factorAt(schedule.parts[part]!, tick - (schedule.at[part - 1] ?? 0), reduced);
    }
    case 'product':
      return schedule.parts.reduce((all, part) => all * factorAt(part, tick, reduced), 1);
  }
}

/** One metric seen by a plateau: the rules of PyTorch's ReduceLROnPlateau. */
function observe(plateau: PlateauSchedule, state: PlateauState, metric: number): PlateauState {
  let { factor, best, badTicks, cooldownTicks } = state;
  if (isBetter(plateau, metric, best)) {
    best = metric;
    badTicks = 0;
  } else badTicks++;
  if (cooldownTicks > 0) {
    cooldownTicks--;
    badTicks = 0;
  }
  if (badTicks > plateau.patience) {
    factor = Math.max(plateau.minimum, factor * plateau.factor);
    cooldownTicks = plateau.cooldown;
    badTicks = 0;
  }
  return { factor, best, badTicks, cooldownTicks };
}

function isBetter(plateau: PlateauSchedule, metric: number, best: number | null): boolean {
  if (best === null) return true;
  const sign = plateau.mode === 'min' ? -1 : 1;
  const margin = plateau.thresholdMode === 'relative' ? plateau.threshold * best : plateau.threshold;
  return sign * (metric - (best + sign * margin)) > 0;
}

function plateausOf(schedule: Schedule): PlateauSchedule[] {
  if (schedule.kind === 'plateau') return [schedule];
  return 'parts' in schedule ? schedule.parts.flatMap(plateausOf) : [];
}

function finite(metric: number | undefined): number {
  if (metric !== undefined && Number.isFinite(metric)) return metric;
  throw new ArgumentError({
    place: 'scheduler.advance',
    expected: 'a finite metric for the plateau to watch',
    got: String(metric),
    remedy: 'Give the validation loss of the epoch',
  });
}

function otherSchedule(expected: number, got: number): ArgumentError {
  return new ArgumentError({
    place: 'scheduler.restore',
    expected: `the state of a schedule with ${expected} plateaus`,
    got: `one with ${got}`,
    remedy: 'Restore with the schedule that the state was saved with',
  });
}
