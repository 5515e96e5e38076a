/** Numbers in, numbers out. */
export {};
