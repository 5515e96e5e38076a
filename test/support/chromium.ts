/** How the tests and the figures start a browser: the system's, without a download and without talking to anybody. */

/** Launch options of Playwright. */
export const chromiumLaunch = {
  /** Debian's Chromium. */
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};

/** Headers that make a page cross-origin isolated, without which WebAssembly has one thread. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
