/** The worker thread: separates the chunks it is sent. */

import { parentPort } from 'node:worker_threads';
import { answerChunks } from '../host/index.ts';

const answer = answerChunks((reply, transfer) => parentPort?.postMessage(reply, transfer));
parentPort?.on('message', answer);
