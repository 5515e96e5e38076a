/** The web's Worker in Node, as far as a module from a blob needs it: frameworks made for pages then have threads here too. */

import { resolveObjectURL } from 'node:buffer';
import { Worker as NodeWorker } from 'node:worker_threads';

const globals = `
  const { parentPort } = require('node:worker_threads');
  globalThis.self = globalThis;
  globalThis.postMessage = (message) => parentPort.postMessage(message);
  parentPort.on('message', (data) => globalThis.onmessage({ data }));
`;

class Worker {
  #started;

  constructor(url) {
    this.#started = this.#start(url);
  }

  async postMessage(message) {
    (await this.#started).postMessage(message);
  }

  async #start(url) {
    const code = await resolveObjectURL(url).text();
    const worker = new NodeWorker(globals + code, { eval: true });
    worker.on('message', (data) => this.onmessage?.({ data }));
    worker.on('error', (error) => this.onerror?.(error));
    return worker;
  }
}

/** Makes Worker a global, and has the page's navigator promise so many cores. */
export function provideWorkers({ count }) {
  globalThis.Worker = Worker;
  Object.defineProperty(globalThis, 'navigator', {
    value: { hardwareConcurrency: count },
    configurable: true,
  });
}
