/** The table of ops: what the conformance suite finds on each device of this machine, as rows and as Markdown. */

import { type OpDefinition, ops } from '../../src/graph/index.ts';
import { createEngine } from '../../src/node/engine.ts';
import { createOrtEngine, type Engine, type OrtModule } from '../../src/runtime/index.ts';
import { checkOps, type Finding, type OpReport } from './op-suite.ts';

/** One op. A mark is `yes`, `no`, `–` (not asked: no derivative, no such device), or a reason. */
export interface OpRow {
  readonly op: string;
  readonly domain: string;
  readonly examples: number;
  readonly shapeRule: string;
  readonly gradient: string;
  readonly cpu: string;
  readonly wasm: string;
  readonly webgpu: string;
}

/** What was measured. */
export interface OpTable {
  readonly rows: readonly OpRow[];
  readonly markdown: string;
  /** How long each device took. */
  readonly seconds: readonly (readonly [device: string, seconds: number])[];
}

/** Runs the suite on the processor, on WebAssembly, and on WebGPU where there is an adapter. */
export async function measureOps(): Promise<OpTable> {
  const cpu = await createEngine({ device: 'cpu', threads: 1 });
  const engines: Engine[] = [cpu, await wasmEngine()];
  if (cpu.capabilities.devices.includes('webgpu')) engines.push(await createEngine({ device: 'webgpu' }));
  const reports = new Map<string, readonly OpReport[]>();
  const seconds: [string, number][] = [];
  for (const engine of engines) {
    const start = performance.now();
    reports.set(engine.device, await checkOps(engine, engine === cpu ? { ops } : { ops, oracle: cpu }));
    seconds.push([engine.device, (performance.now() - start) / 1000]);
  }
  const rows = ops.map((op, index) => rowOf(op, (device) => reports.get(device)?.[index]));
  rows.sort((a, b) => a.domain.localeCompare(b.domain) || a.op.localeCompare(b.op));
  return { rows, markdown: markdownOf(rows, engines), seconds };
}

/** onnxruntime-web runs in Node as well, the same WebAssembly as in a browser. */
async function wasmEngine(): Promise<Engine> {
  const ort = (await import('onnxruntime-web/wasm')) as unknown as OrtModule & {
    readonly env: {
      logLevel: string;
      readonly wasm: { numThreads: number };
      readonly versions: { web: string };
    };
  };
  ort.env.logLevel = 'fatal';
  ort.env.wasm.numThreads = 1;
  const runtime = `onnxruntime-web ${ort.env.versions.web}`;
  return createOrtEngine(ort, {
    info: { device: 'wasm', reason: 'wasm was asked for.', tried: [], threads: 1, runtime },
    capabilities: { devices: ['wasm'], refusedOps: {}, threads: 1, precisions: ['float32'] },
    writesOutputs: false,
  });
}

function rowOf(op: OpDefinition, reportOn: (device: string) => OpReport | undefined): OpRow {
  const cpu = reportOn('cpu')!;
  return {
    op: op.name,
    domain: op.domain,
    examples: op.examples.length,
    shapeRule: mark(cpu.values),
    gradient: op.gradient === undefined ? '–' : mark(cpu.gradients),
    cpu: deviceMark(cpu),
    wasm: deviceMark(reportOn('wasm')),
    webgpu: deviceMark(reportOn('webgpu')),
  };
}

/** Values and gradients together: a device can train with an op or it cannot. */
function deviceMark(report: OpReport | undefined): string {
  if (report === undefined) return '–';
  const { values, gradients } = report;
  const refused = [...values.skips, ...gradients.skips].find((skip) => skip.includes(' refuses '));
  const all = mark({
    passed: values.passed + gradients.passed,
    failures: [...values.failures, ...gradients.failures],
    skips: [],
  });
  return refused === undefined ? all : `${all}, but ${refused.slice(refused.indexOf(', of which ') + 11)}`;
}

function mark({ passed, failures, skips }: Finding): string {
  if (failures.length > 0) return 'no';
  if (passed > 0) return 'yes';
  return skips.length > 0 ? skips[0]!.slice(skips[0]!.indexOf(': ') + 2) : '–';
}

function markdownOf(rows: readonly OpRow[], engines: readonly Engine[]): string {
  const lines = rows.map(
    ({ op, domain, examples, shapeRule, gradient, cpu, wasm, webgpu }) =>
      `| ${domain === '' ? op : `${domain}.${op}`} | ${examples} | ${shapeRule} | ${gradient} | ${cpu} | ${wasm} | ${webgpu} |`,
  );
  return `# Ops

${rows.length} ops, each one constant in \`src/graph/ops/\` under its exact ONNX name. This table is written by \`scripts/ops-table.ts\` from what the conformance suite found on
${engines.map(({ device, info }) => `${device} (${info.runtime})`).join(', ')}.

* *shape rule*: the inferred types are those of the engine, and the values those of a plain reference.
* *gradient*: the rule agrees with finite differences; – where the op has no derivative.
* *cpu*, *wasm*, *webgpu*: values and gradients hold on that device; – where the device was not there. An op that WebGPU has no kernel for runs on the processor inside the same program.

| op | examples | shape rule | gradient | cpu | wasm | webgpu |
|---|--:|---|---|---|---|---|
${lines.join('\n')}
`;
}
