/** How fast a run goes and how long it will take: the only place of the trainer that looks at a clock. */

/** What is known of the speed. */
export interface RunSpeed {
  /** Of training, loading included; `undefined` before the second step, as the first one warms up. */
  readonly examplesPerSecond: number | undefined;
  /** To the last epoch, should none stop it earlier. */
  readonly secondsLeft: number | undefined;
}

/** A clock for a run. */
export interface RunClock {
  /** A training step ended. */
  step(): void;
  /** A validation of `milliseconds` ended. */
  validated(milliseconds: number): void;
  /** Training goes on after something else: what lies between is nobody's time. */
  restart(): void;
  speed(left: { readonly batches: number; readonly validations: number }): RunSpeed;
}

/** Steps over which the speed is averaged. */
const memory = 50;

/** A clock for batches of `batchSize`. */
export function createRunClock(batchSize: number): RunClock {
  const recent: number[] = [];
  let isFirst = true;
  let last = performance.now();
  let validation = 0;
  return {
    step() {
      const now = performance.now();
      // The first step finds caches cold.
      if (!isFirst) recent.push(now - last);
      isFirst = false;
      last = now;
      if (recent.length > memory) recent.shift();
    },
    validated(milliseconds) {
      validation = milliseconds;
      last = performance.now();
    },
    restart() {
      last = performance.now();
    },
    speed({ batches, validations }) {
      if (recent.length === 0) return { examplesPerSecond: undefined, secondsLeft: undefined };
      const milliseconds = recent.reduce((sum, one) => sum + one, 0) / recent.length;
      return {
        examplesPerSecond: (1000 * batchSize) / milliseconds,
        secondsLeft: (batches * milliseconds + validations * validation) / 1000,
      };
    },
  };
}
