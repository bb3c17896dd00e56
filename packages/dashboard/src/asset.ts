/** A file of the page. */
export interface Asset {
  readonly contentType: string;
  readonly text: string;
}

/** The files of the page, by name. */
export type Assets = Readonly<Record<string, Asset>>;
