import { needlesOf } from './needles.ts';
import type { Reason } from './reference.ts';

/** A rule that applied: the reason, and the row's name. */
export interface Match {
  readonly reason: Reason;
  readonly rule: string;
}

/** A text row, ready to be tried. */
export interface TextMatch extends Match {
  readonly pattern: RegExp;
  /** The code that the reason belongs to; 0 for those that belong to none. */
  readonly code: number;
}

/** A text that a row, in one of its alternatives, cannot match without. */
interface Needle {
  readonly text: string;
  /** Where in it the gram ends by which it is found. */
  readonly end: number;
  readonly row: number;
}

/** Grams are numbers of 12 bits: enough for few to collide, and their table stays small. */
const GRAMS = 4_096;

/** The last three characters as a number; a character beyond Latin-1 is one by itself. */
function nextGram(gram: number, code: number): number {
  return (code > 0xff ? code : (gram << 4) ^ code) & (GRAMS - 1);
}

/**
 * Text rows in their order. To try them all would be most of what classifying costs: one pass over the text finds the
 * needles in it, and only rows that one of these is for are tried.
 */
export class TextRows {
  readonly #rows: readonly TextMatch[];
  readonly #needles: (Needle[] | undefined)[] = Array.from({ length: GRAMS });
  /** For each row the last search that found it worth trying; infinite for rows without needles. */
  readonly #worthTrying: number[];
  #searches = 0;

  constructor(rows: readonly TextMatch[]) {
    this.#rows = rows;
    this.#worthTrying = rows.map(({ pattern }, row) => {
      const needles = needlesOf(pattern.source);
      for (const needle of needles ?? []) this.#add(needle, row);
      return needles === undefined ? Infinity : 0;
    });
  }

  /** The first row that matches `text`, of those that `applies` lets through. */
  first(text: string, applies: (row: TextMatch) => boolean): TextMatch | undefined {
    const search = ++this.#searches;
    this.#find(text, search);
    return this.#rows.find(
      (row, index) => (this.#worthTrying[index] as number) >= search && applies(row) && row.pattern.test(text),
    );
  }

  #find(text: string, search: number): void {
    const byGram = this.#needles;
    let gram = 0;
    for (let index = 0; index < text.length; index++) {
      gram = nextGram(gram, text.charCodeAt(index));
      const needles = byGram[gram];
      if (needles === undefined) continue;
      for (const { text: needle, end, row } of needles) {
        if (text.startsWith(needle, index - end)) this.#worthTrying[row] = search;
      }
    }
  }

  /** Keeps a needle under the gram of it that the fewest others are under. */
  #add(text: string, row: number): void {
    let gram = 0;
    let [best, end, least] = [0, 0, Infinity];
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      gram = nextGram(gram, code);
      const others = this.#needles[gram]?.length ?? 0;
      if ((index >= 2 || code > 0xff) && others < least) [best, end, least] = [gram, index, others];
    }
    (this.#needles[best] ??= []).push({ text, end, row });
  }
}
