/** The progress line fits the terminal, and a pipe gets plain lines. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgressDisplay } from './progress-line.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A stream that keeps what is written; only what the display asks of a terminal. */
function stream(isTTY: boolean, columns = 60): NodeJS.WriteStream & { readonly text: string } {
  let text = '';
  const target = {
    isTTY,
    columns,
    write: (piece: string) => {
      text += piece;
      return true;
    },
    get text() {
      return text;
    },
  };
  return target as unknown as NodeJS.WriteStream & { readonly text: string };
}

function run(target: NodeJS.WriteStream, label: string): void {
  const display = createProgressDisplay(target);
  for (let second = 0; second <= 10; second++) {
    display.update({ label, stage: 'separate', done: 20 * second, total: 200, from: 0 });
    vi.advanceTimersByTime(1000);
  }
  display.clear();
}

describe('createProgressDisplay', () => {
  it('draws one line over and over on a terminal, with speed and time left', () => {
    const terminal = stream(true);
    run(terminal, '1/2 song.mp3');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the terminal's own codes are looked for
    const lines = terminal.text.split(/\r\u001b\[K/).map((line) => line.replace(/\u001b\[\d+m/g, ''));
    expect(lines).toContain('1/2 song.mp3  separate  50 %  20x  0:05 left');
    expect(terminal.text).not.toContain('\n');
    expect(terminal.text.endsWith('\r\u001b[K')).toBe(true);
  });

  it('never draws more than a terminal is wide', () => {
    const terminal = stream(true, 40);
    run(terminal, `${'a very long name '.repeat(9)}.mp3`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the terminal's own codes are looked for
    for (const line of terminal.text.split(/\r\u001b\[K/)) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
      expect(line.replace(/\u001b\[\d+m/g, '').length).toBeLessThan(40);
    }
  });

  it('writes a plain line for each quarter into a pipe', () => {
    const pipe = stream(false);
    run(pipe, 'song.mp3');
    expect(pipe.text.trim().split('\n')).toEqual([
      'song.mp3  separate  30 %  20x  0:07 left',
      'song.mp3  separate  50 %  20x  0:05 left',
      'song.mp3  separate  80 %  20x  0:02 left',
    ]);
  });
});
