/** The versions of ONNX that graphs are written in. */

/**
 * Version of ONNX's own ops. ONNX Runtime 1.30 reads up to 26, but what came after 21 re-declares ops (Conv, pooling,
 * recurrence, Cast, …) for element types that are not used here, and other runtimes and providers follow slowly.
 */
export const opsetVersion = 21;

/** Version of ONNX Runtime's own ops, of both domains. */
export const microsoftVersion = 1;

/** Version of the file format, the one that came with opset 21. */
export const irVersion = 10;

/** Name of the domain of ONNX Runtime's own ops. */
export const microsoftDomain = 'com.microsoft';

/** Name of the domain of the ops that ONNX Runtime keeps to itself: in models for the running machine only. */
export const blockedDomain = 'com.microsoft.nchwc';
