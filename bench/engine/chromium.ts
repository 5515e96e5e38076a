/** Training and ops in headless Chromium: Vite serves the page beside this file, with or without the headers that threads need. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { chromiumLaunch, isolationHeaders, softwareAdapter } from '../../test/support/chromium.ts';
import type { LossesOptions } from './losses.ts';
import type { OpCount } from './op-count.ts';
import type { PageTraining } from './page/main.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The page's own account, and what was seen from outside. */
export interface ChromiumTraining extends PageTraining {
  /** Workers that the runtime had started, one for each thread but the page's. */
  readonly workers: number;
  /** Processor time of those workers; undefined where the system does not tell (elsewhere than on Linux). */
  readonly workerSeconds: number | undefined;
  readonly browser: string;
}

/** Trains in a page of its own; `isolated` makes it cross-origin isolated, without which it has one thread. */
export function trainInChromium(
  options: LossesOptions & { readonly threads: number },
  { isolated }: { readonly isolated: boolean },
): Promise<ChromiumTraining> {
  return withPage({ isolated }, async ({ page, browser }) => {
    const result = (await page.evaluate(`train(${JSON.stringify(options)})`)) as PageTraining;
    return {
      ...result,
      workers: page.workers().length,
      workerSeconds: await workerSeconds(browser),
      browser: `Chromium ${browser.version()}`,
    };
  });
}

/** The conformance suite of ops in a page; on WebGPU through a software adapter. */
export function countOpsInChromium(device: 'wasm' | 'webgpu'): Promise<OpCount> {
  const launchArguments = device === 'webgpu' ? softwareAdapter : [];
  return withPage({ isolated: true, launchArguments }, async ({ page, browser }) => {
    const count = (await page.evaluate(`countOps(${JSON.stringify(device)})`)) as OpCount;
    return { ...count, where: `Chromium ${browser.version()}, ${count.where}` };
  });
}

interface PageOptions {
  readonly isolated: boolean;
  readonly launchArguments?: readonly string[];
}

interface OpenPage {
  readonly page: Page;
  readonly browser: Browser;
}

async function withPage<T>(
  { isolated, launchArguments = [] }: PageOptions,
  work: (open: OpenPage) => Promise<T>,
): Promise<T> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'engine-figures-'));
  const server = await serve({ cacheDir, headers: isolated ? isolationHeaders : {} });
  try {
    const args = [...chromiumLaunch.args, ...launchArguments];
    const browser = await chromium.launch({ ...chromiumLaunch, args });
    try {
      const page = await browser.newPage();
      const failures: string[] = [];
      page.on('pageerror', (error) => failures.push(error.message));
      await page.goto(`${server.resolvedUrls!.local[0]!}bench/engine/page/index.html`);
      await page.waitForFunction('globalThis.train !== undefined').catch((cause: Error) => {
        throw new Error(failures[0] ?? cause.message, { cause });
      });
      return await work({ page, browser });
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
    rmSync(cacheDir, { recursive: true });
  }
}

async function serve(options: {
  readonly cacheDir: string;
  readonly headers: Readonly<Record<string, string>>;
}): Promise<ViteDevServer> {
  const server = await createServer({
    root,
    cacheDir: options.cacheDir,
    configFile: false,
    logLevel: 'error',
    // Of this page only: the optimizer would go through every page of the repository.
    // The runtime finds its .wasm beside its own code, which the optimizer would move away.
    optimizeDeps: { entries: ['bench/engine/page/index.html'], exclude: ['onnxruntime-web'] },
    server: { host: '127.0.0.1', port: 0, headers: options.headers, hmr: false, watch: null },
  });
  return await server.listen();
}

/** What Linux has counted for the threads named DedicatedWorker in the processes that render pages. */
async function workerSeconds(browser: Browser): Promise<number | undefined> {
  if (!existsSync('/proc/self/task')) return undefined;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => `/proc/${id}/task`);
  const stats = renderers
    .filter((tasks) => existsSync(tasks))
    .flatMap((tasks) => readdirSync(tasks).map((task) => readFileSync(`${tasks}/${task}/stat`, 'utf8')));
  return stats
    .filter((stat) => stat.includes('(DedicatedWorker)'))
    .reduce((sum, s) => sum + cpuSeconds(s), 0);
}

/** proc(5): behind the name in brackets, the 12th and 13th fields are user and system time, in hundredths of a second. */
function cpuSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
