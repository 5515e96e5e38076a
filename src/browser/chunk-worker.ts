/** The web worker: says that it runs, then separates the chunks it is sent. */

import { answerChunks } from '../host/index.ts';
import { workerReady } from './worker-ready.ts';

const answer = answerChunks((reply, transfer) => self.postMessage(reply, { transfer }));
self.addEventListener('message', ({ data }) => answer(data));
self.postMessage(workerReady);
