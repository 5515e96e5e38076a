/** Separation without learning. */
export {};
