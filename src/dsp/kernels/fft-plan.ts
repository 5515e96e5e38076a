/**
 * Plans for the transform kernels: which passes a size takes, and the tables of roots of unity they read. All angles are
 * taken in double precision and rounded once.
 */

/** One pass: `radix · m` points of stride `s`, with its twiddles and, for a radix without its own code, its roots. */
export interface FftPass {
  readonly radix: number;
  readonly m: number;
  readonly s: number;
  readonly twiddles: Float32Array;
  readonly roots: Float32Array;
}

/** What the transform of real frames of one size needs. */
export interface RealFftPlan {
  readonly size: number;
  /** `single`: the four lanes are neighbouring points of one frame; `batch`: the same point of four frames. */
  readonly kind: 'single' | 'batch';
  /** Twiddles of the first pass of a single-frame transform: per four p the parts of W^p, W^2p, W^3p. */
  readonly startTwiddles: Float32Array;
  readonly passes: readonly FftPass[];
  /** W_L^k for k ≤ L/4 in groups of four real and four imaginary parts; empty for odd sizes. */
  readonly turns: Float32Array;
}

const plans = new Map<number, RealFftPlan>();
/** Plans kept; the sizes in use at a time are few. */
const keptPlans = 8;

/** The plan for real frames of `size` samples. */
export function realFftPlan(size: number): RealFftPlan {
  const known = plans.get(size);
  if (known !== undefined) return known;
  const plan = makePlan(size);
  if (plans.size >= keptPlans) plans.delete(plans.keys().next().value!);
  plans.set(size, plan);
  return plan;
}

function makePlan(size: number): RealFftPlan {
  if (size % 2 === 1) {
    const none = new Float32Array(0);
    return { size, kind: 'batch', startTwiddles: none, passes: makePasses(size), turns: none };
  }
  const points = size / 2;
  const kind = points % 16 === 0 ? 'single' : 'batch';
  const turns = new Float32Array((Math.floor(size / 16) + 1) * 8);
  for (let k = 0; k <= size / 4; k++) writeGroup(turns, { index: k, turn: k / size });
  if (kind === 'batch')
    return { size, kind, startTwiddles: new Float32Array(0), passes: makePasses(points), turns };
  const startTwiddles = new Float32Array((points / 16) * 24);
  for (let p = 0; p < points / 4; p++) {
    for (let k = 1; k <= 3; k++) {
      const index = (p >> 2) * 24 + (k - 1) * 8 + (p & 3);
      [startTwiddles[index], startTwiddles[index + 4]] = rootOfUnity((p * k) / points);
    }
  }
  return { size, kind, startTwiddles, passes: makePasses(points / 4), turns };
}

function writeGroup(table: Float32Array, { index, turn }: { index: number; turn: number }): void {
  const at = (index >> 2) * 8 + (index & 3);
  [table[at], table[at + 4]] = rootOfUnity(turn);
}

/** exp(−2πi·turn). */
function rootOfUnity(turn: number): [number, number] {
  const angle = 2 * Math.PI * (turn % 1);
  return [Math.cos(angle), -Math.sin(angle)];
}

function makePasses(points: number): FftPass[] {
  const passes: FftPass[] = [];
  let rest = points;
  let s = 1;
  for (const radix of radices(points)) {
    const m = rest / radix;
    const twiddles = new Float32Array(m * (radix - 1) * 2);
    for (let p = 0; p < m; p++) {
      for (let k = 1; k < radix; k++) {
        const at = (p * (radix - 1) + k - 1) * 2;
        [twiddles[at], twiddles[at + 1]] = rootOfUnity((p * k) / rest);
      }
    }
    const roots = new Float32Array(radix > 8 || radix === 7 ? radix * 2 : 0);
    for (let j = 0; j * 2 < roots.length; j++) [roots[j * 2], roots[j * 2 + 1]] = rootOfUnity(j / radix);
    passes.push({ radix, m, s, twiddles, roots });
    rest = m;
    s *= radix;
  }
  return passes;
}

/**
 * The factors of `points` in the order of their passes: fours (the fastest), then odd primes ascending; an odd power of two
 * ends with 8, whose code is for the last pass alone, where it needs no twiddles.
 */
function radices(points: number): number[] {
  const factors: number[] = [];
  let rest = points;
  let twos = 0;
  for (; rest % 2 === 0; rest /= 2) twos++;
  const eight = twos % 2 === 1 && twos >= 3;
  const pairs = Math.floor((eight ? twos - 3 : twos) / 2);
  for (let i = 0; i < pairs; i++) factors.push(4);
  if (twos === 1) factors.push(2);
  for (let divisor = 3; divisor * divisor <= rest; divisor += 2) {
    for (; rest % divisor === 0; rest /= divisor) factors.push(divisor);
  }
  if (rest > 1) factors.push(rest);
  if (eight) factors.push(8);
  return factors;
}
