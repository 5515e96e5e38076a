/** The main journey. */
export {};
