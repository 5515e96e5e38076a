/** The worker thread that measures one track and ends. */

import { runEvaluationTask } from './evaluation-task.ts';
import { answerTask } from './task-thread.ts';

await answerTask(runEvaluationTask);
