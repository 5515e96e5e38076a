/** The versions of ONNX that graphs are written in. */

/**
 * Version of ONNX's own ops. 21 is the newest for which ONNX Runtime 1.30 has kernels on every provider: later versions
 * re-declare Conv, pooling and recurrence for bfloat16 only, and providers follow slowly.
 */
export const opsetVersion = 21;

/** Version of ONNX Runtime's own ops (`com.microsoft`). */
export const microsoftVersion = 1;

/** Version of the file format, the one that came with opset 21. */
export const irVersion = 10;

/** Name of the domain of ONNX Runtime's own ops. */
export const microsoftDomain = 'com.microsoft';
