/** What the command line says to `auralflow train`, unchecked. */

/** What the command line says, beside the keys. */
export interface TrainWords extends Readonly<Record<string, unknown>> {
  readonly resume?: true;
  readonly overwrite?: true;
  readonly epochs?: string;
  readonly device: string;
  readonly threads?: string;
  readonly json?: true;
  readonly quiet?: true;
}
