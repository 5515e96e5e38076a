/** The convolution of the figures in TensorFlow.js: its plain JavaScript backend and its WebAssembly, in Node without threads. */

import tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

/** `backend` is cpu or wasm, `form` a name of `forms`. Arrays are rearranged to TensorFlow's layouts here, once. */
export async function tfConvolution({ xShape, wShape, stride, pad, x, w }, { backend, form }) {
  tf.enableProdMode();
  await tf.setBackend(backend);
  await tf.ready();
  const input = tf.tidy(() => tf.transpose(tf.tensor(x, xShape), [0, 2, 3, 1]));
  const kernel = tf.tidy(() => tf.transpose(tf.tensor(w, wShape), [2, 3, 1, 0]));
  const convolve = forms[form]({ stride, pad });
  const meanSquare = (image, weights) => tf.mean(tf.square(convolve(image, weights)));
  return {
    async run() {
      const { value, grads } = tf.valueAndGrads(meanSquare)([input, kernel]);
      const [[loss], dx, dw] = await Promise.all([value, ...grads].map((tensor) => tensor.data()));
      tf.dispose([value, ...grads]);
      return { loss, dx, dw };
    },
    inOurLayout: ({ dx, dw }) => ({
      dx: tf.tidy(() => tf.transpose(tf.tensor(dx, input.shape), [0, 3, 1, 2]).dataSync()),
      dw: tf.tidy(() => tf.transpose(tf.tensor(dw, kernel.shape), [3, 2, 0, 1]).dataSync()),
    }),
  };
}

/** What a user can write: the convolution itself, or ways around its gradient by the kernel where a backend lacks that. */
const forms = {
  conv2d: ({ stride, pad }) => {
    const pads = padsOf(pad);
    return (image, weights) => tf.conv2d(image, weights, stride, pads);
  },

  /** Images as volumes of depth one: WebAssembly has the gradients of conv3d. It pads by itself only as 'same' does. */
  conv3d: ({ stride, pad }) => {
    const pads = [
      [0, 0],
      [0, 0],
      [pad, pad],
      [pad, pad],
      [0, 0],
    ];
    return (image, weights) => {
      const volume = tf.pad(tf.expandDims(image, 1), pads);
      return tf.conv3d(volume, tf.expandDims(weights, 0), [1, stride, stride], 'valid');
    };
  },

  /**
   * conv2d with gradients written by hand: dX by conv2dTranspose; dW as the convolution of the input with the upstream
   * gradient, batch and channel changing places, dilated by the stride.
   */
  byHand: ({ stride, pad }) => {
    const pads = padsOf(pad);
    return tf.customGrad((image, weights, save) => {
      save([image, weights]);
      const [rows, columns] = weights.shape;
      const byWeights = (dy) => {
        const swapped = tf.transpose(image, [3, 1, 2, 0]);
        const all = tf.conv2d(swapped, tf.transpose(dy, [1, 2, 0, 3]), 1, pads, 'NHWC', stride);
        const used = tf.slice(all, [0, 0, 0, 0], [all.shape[0], rows, columns, all.shape[3]]);
        return tf.transpose(used, [1, 2, 0, 3]);
      };
      return {
        value: tf.conv2d(image, weights, stride, pads),
        gradFunc: (dy) => [tf.conv2dTranspose(dy, weights, image.shape, stride, pads), byWeights(dy)],
      };
    });
  },
};

function padsOf(pad) {
  return [
    [0, 0],
    [pad, pad],
    [pad, pad],
    [0, 0],
  ];
}
