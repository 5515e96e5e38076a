/** The take that is committed under examples/song. Another seed is another performance of the same song. */

export const songSeed = 7;
