/** The worker thread that makes excerpts of one track and ends. */

import { runExcerptTask } from './evaluation-task.ts';
import { answerTask } from './task-thread.ts';

await answerTask(runExcerptTask);
