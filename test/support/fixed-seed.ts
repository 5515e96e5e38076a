/** Property tests draw the same examples in every run, so that a failure means a change; `SEED=n npm test` explores others. */

import { configureGlobal } from 'fast-check';

configureGlobal({ seed: Number(process.env.SEED ?? 1) });
