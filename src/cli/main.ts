#!/usr/bin/env node
/** The `auralflow` command: chooses the command, runs it, turns errors into one line and an exit code. */

import { runProgram } from './program.ts';

process.exitCode = await runProgram(process.argv.slice(2));
