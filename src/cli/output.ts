/** Standard output that may be closed by the reader (`| head`): what comes after that is dropped, and work goes on. */

let closed = false;

/** Takes care that a closed standard output or error is no crash. Call once. */
export function watchOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (stream === process.stdout) closed = true;
    });
  }
}

/** Whether the reader of standard output has gone. */
export function isOutputClosed(): boolean {
  return closed;
}

/** A line on standard output. */
export function printLine(line: string): void {
  if (!closed) process.stdout.write(`${line}\n`);
}

/** Bytes on standard output; resolves when more can be written. */
export async function writeOutput(bytes: Uint8Array): Promise<void> {
  if (closed) return;
  if (process.stdout.write(bytes)) return;
  await new Promise<void>((resolve) => {
    process.stdout.once('drain', resolve);
    process.stdout.once('error', () => resolve());
  });
}

/** Seconds as `1:05` or `2:00:05`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
