/** The convolution of the figures in jax-js, on its WebAssembly: the one backend for large arrays that it has in Node. */

import { provideWorkers } from './node-worker.mjs';

/** One jitted function of loss and gradients. */
export async function jaxConvolution({ xShape, wShape, stride, pad, x, w }) {
  // Before the framework is loaded: it makes its memory shared, and its workers, only where the global Worker is.
  provideWorkers({ count: 2 });
  const { defaultDevice, init, jit, lax, numpy, valueAndGrad } = await import('@jax-js/jax');
  await init('wasm');
  defaultDevice('wasm');
  const loss = (input, kernel) => {
    const output = lax.conv(
      input,
      kernel,
      [stride, stride],
      [
        [pad, pad],
        [pad, pad],
      ],
    );
    return numpy.mean(numpy.square(output));
  };
  const valueAndGradients = jit(valueAndGrad(loss, { argnums: [0, 1] }));
  const [input, kernel] = [numpy.array(x).reshape(xShape), numpy.array(w).reshape(wShape)];
  return {
    async run() {
      const [value, [dx, dw]] = valueAndGradients(input.ref, kernel.ref);
      return { loss: (await value.data())[0], dx: await dx.data(), dw: await dw.data() };
    },
    inOurLayout: ({ dx, dw }) => ({ dx, dw }),
  };
}
