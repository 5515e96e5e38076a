/** How the tests and the figures start a browser: the system's, without a download and without talking to anybody. */

/** Launch options of Playwright. CHROMIUM_ARGUMENTS adds arguments, separated by blanks. */
export const chromiumLaunch = {
  /** Debian's Chromium. */
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    ...(process.env.CHROMIUM_ARGUMENTS?.split(' ') ?? []),
  ],
};

/** Arguments for a WebGPU adapter without a graphics processor: SwiftShader. */
export const softwareAdapter = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** Headers that make a page cross-origin isolated, without which WebAssembly has one thread. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
