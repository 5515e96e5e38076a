/** What the command line says to `auralflow config`, unchecked. */

/** What the command line says, beside the keys. */
export interface ConfigWords extends Readonly<Record<string, unknown>> {
  readonly save?: string;
  readonly name?: string;
  readonly display?: true;
  readonly json?: true;
}
