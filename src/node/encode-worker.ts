/** The worker thread that encodes one output and ends. */

import { encodeSpool } from './encode-spool.ts';
import { answerTask } from './task-thread.ts';

await answerTask(encodeSpool);
