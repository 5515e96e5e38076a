/** Ready-made separators by name. Stands above every method and below the hosts, which choose from it. */

export {
  createSeparator,
  describeSeparators,
  type SeparatorDescription,
  separatorNames,
} from './separators.ts';
