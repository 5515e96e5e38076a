/**
 * Writes docs/ops.md: every op, and whether its shape rule, values and gradient hold on each device, measured by the
 * conformance suite in this run. `npx tsx scripts/ops-table.ts`; with a graphics driver (or an emulated one, see
 * test/conformance/ops-webgpu.test.ts) WebGPU is measured too.
 */

import { writeFileSync } from 'node:fs';
import { measureOps } from '../test/conformance/ops-table.ts';

const { markdown, seconds } = await measureOps();
writeFileSync(new URL('../docs/ops.md', import.meta.url), markdown);
console.log(
  `docs/ops.md written: ${seconds.map(([device, time]) => `${device} ${time.toFixed(1)} s`).join(', ')}`,
);
process.exit(0);
