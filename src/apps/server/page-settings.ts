/** How pages are set up for everybody. */
export interface PageSettings {
  /** Lists of the menu by the title of their group; the standard ones when empty. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  /** Theme of who has chosen none. */
  readonly theme?: string | undefined;
  readonly version?: string;
}
