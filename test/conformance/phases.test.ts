/** Separators with other phases keep the contract of `Separator`: every method around one whose stems add up, and some around one whose stems do not. */

import { describe } from 'vitest';
import { createHpss, phaseMethods, refinePhase } from '../../src/decompose/index.ts';
import { separatorTests } from './separator-suite.ts';

const methods = phaseMethods.filter((phase) => phase !== 'mixture');

describe.each(methods)('hpss with phase %s', (phase) => {
  separatorTests({ create: () => refinePhase(createHpss(), { phase, iterations: 2 }) });
});

describe.each(['misi', 'wiener'] as const)('hpss with a margin and phase %s', (phase) => {
  separatorTests({ create: () => refinePhase(createHpss({ margin: 2 }), { phase, iterations: 2 }) });
});
