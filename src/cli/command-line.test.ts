import { expect, it } from 'vitest';
import { commandLine } from './command-line.ts';

it('gives the call back as a shell takes it', () => {
  expect(commandLine(['evaluate', 'hpss:kernel=17', 'my songs/', "it's", ''])).toBe(
    `auralflow evaluate hpss:kernel=17 'my songs/' 'it'\\''s' ''`,
  );
});
