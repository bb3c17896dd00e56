import type { BodyFormat, Failure } from './failure.ts';

/** Longer than any error text that carries meaning, short enough that no pattern over it takes long. */
const MAX_TEXT = 2048;
/** Longer than any documented code or type. */
const MAX_WORD = 96;
const MAX_TEXTS = 12;
const MAX_WORDS = 24;
/** Objects looked at in one failure, whatever their nesting. */
const MAX_NODES = 64;
/** Characters of text that are searched for JSON in one failure. */
const MAX_SEARCHED = 262_144;

/** What the walk has found so far. Bounded, so a hostile failure costs no more than a long one. */
export interface Facts {
  status: number | undefined;
  headers: Record<string, string>;
  readonly codes: string[];
  readonly types: string[];
  readonly messages: string[];
  readonly waits: Record<string, string | number>;
  body: BodyFormat | undefined;
  /** An error of Breakwater's own that was met on the way. */
  refusal: object | undefined;
  /** The failure that an error of Breakwater's own was made from. */
  known: Failure | undefined;
  /** Objects that may still be looked at. */
  nodesLeft: number;
  /** Characters that may still be searched for JSON. */
  textLeft: number;
  readonly seen: object[];
}

export function createFacts(): Facts {
  return {
    status: undefined,
    headers: {},
    codes: [],
    types: [],
    messages: [],
    waits: {},
    body: undefined,
    refusal: undefined,
    known: undefined,
    nodesLeft: MAX_NODES,
    textLeft: MAX_SEARCHED,
    seen: [],
  };
}

/** Adds a code or a type once. */
export function addWord(words: string[], word: string): void {
  if (word !== '' && word.length <= MAX_WORD && words.length < MAX_WORDS && !words.includes(word)) words.push(word);
}

/** Adds a text once, cut. */
export function addText(texts: string[], text: string): void {
  const cut = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
  if (cut !== '' && texts.length < MAX_TEXTS && !texts.includes(cut)) texts.push(cut);
}
