/** Ready-made separators by name. */
export {};
