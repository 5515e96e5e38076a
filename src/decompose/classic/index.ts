/** The best cascade of classical methods under one name. Stands on the methods that it is made of. */

export { type ClassicOptions, classicOptions, classicStems, createClassic } from './classic.ts';
