import { charactersOf, DIGIT, PLAIN, QUOTE, quoteAfter, runEnd, ZERO } from './json-bytes.ts';
import type { Hole, Part } from './template-part.ts';
import { programOf } from './template-program.ts';

/** Fields whose text is the answer, those that only pad or date an event, and those that number it. */
const ANSWERS = '"(?:content|reasoning_content|reasoning|text|delta|thinking|partial_json|arguments|response)"';
const PADDINGS = '"(?:obfuscation|p|created_at)"';
const NUMBERS = '"(?:sequence_number|created|created_at|[a-z]+TokenCount)"';
/** Texts as JSON writes them, of one character or more. */
const TEXT = String.raw`(?:[^"\\]|\\.)+`;
/** What may differ between two events that mean the same: after what, and in which way. */
const HOLE = new RegExp(`(${ANSWERS}: ?")(?:${TEXT})(?=")|(${PADDINGS}: ?")${TEXT}(?=")|(${NUMBERS}: ?)\\d+`, 'g');
/** Eight bytes of such, as a number, are neither the one that equals nothing nor one of the two zeros. */
const COMPARABLE = /^[\n\r -~]*$/;

/** Bytes that are compared at once. */
const WORD = 8;

/**
 * An event as a template: one that differs from it in the text of the answer alone, and in what pads, dates or numbers
 * it, means the same. Bytes are compared, eight at once, which takes a fortieth of the time of reading an event.
 */
export class EventTemplate {
  /** Characters of the answer in the event that matched last. */
  characters = 0;
  /** The same for `FastLeap`; undefined where it is too long for that. */
  readonly program: Uint8Array | undefined;
  readonly #parts: readonly Part[];

  private constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.program = programOf(parts);
  }

  /**
   * @param event - all bytes of it, to the end of its last line.
   * @param characters - of the answer, as they were read from it.
   * @returns undefined where the holes do not hold all of the answer, and nothing but that.
   */
  static of(event: Uint8Array, characters: number): EventTemplate | undefined {
    const parts = partsOf(event);
    if (parts === undefined) return undefined;
    const template = new EventTemplate(parts);
    const isRight = template.match(event, viewOf(event), 0) === event.length && template.characters === characters;
    return isRight ? template : undefined;
  }

  /**
   * @param view - of the same bytes.
   * @returns where the event ends that begins at `from`; -1 for one that is not like the template, or not whole.
   */
  match(bytes: Uint8Array, view: DataView, from: number): number {
    const parts = this.#parts;
    let characters = 0;
    let at = from;
    // Runs for every event of every stream: hence a counted loop, and nothing that has to be allocated.
    for (let index = 0; index < parts.length; index++) {
      const { fixed, words, hole } = parts[index]!;
      const start = at + fixed.length;
      if (start > bytes.length || !isAt(at, fixed, words, bytes, view)) return -1;
      if (hole === 'end') {
        this.characters = characters;
        return start;
      }
      at = runEnd(bytes, start, hole === 'number' ? DIGIT : PLAIN);
      if (hole === 'answer') {
        let length = at - start;
        if (bytes[at] !== QUOTE) {
          at = quoteAfter(bytes, at);
          length = at < bytes.length ? charactersOf(bytes.subarray(start, at)) : -1;
        }
        if (length <= 0) return -1;
        characters += length;
      } else if (at === start || (hole === 'number' && bytes[start] === ZERO && at > start + 1)) return -1;
    }
    return -1;
  }
}

/** Of all of them, for `match`. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** @param at - with room for all that is compared. */
function isAt(at: number, fixed: Uint8Array, words: Float64Array, bytes: Uint8Array, view: DataView): boolean {
  const last = words.length - 1;
  if (last < 0) {
    for (let index = 0; index < fixed.length; index++) {
      if (bytes[at + index] !== fixed[index]) return false;
    }
    return true;
  }
  let place = at;
  for (let index = 0; index < last; index++) {
    if (view.getFloat64(place, true) !== words[index]) return false;
    place += WORD;
  }
  return view.getFloat64(at + fixed.length - WORD, true) === words[last];
}

function partsOf(event: Uint8Array): Part[] | undefined {
  // A character for each byte, so that places in the text are places in the bytes. Applied, which takes an eighth of the
  // time of spreading them.
  const text = Reflect.apply(String.fromCharCode, String, event) as string;
  const parts: Part[] = [];
  let from = 0;
  const add = (to: number, hole: Hole): boolean => {
    parts.push(partOf(event.slice(from, to), hole));
    return COMPARABLE.test(text.slice(from, to));
  };
  for (const match of text.matchAll(HOLE)) {
    const [found, answer, padding, number] = match;
    const key = answer ?? padding ?? number!;
    const hole = answer !== undefined ? 'answer' : padding !== undefined ? 'padding' : 'number';
    if (!add(match.index + key.length, hole)) return undefined;
    from = match.index + found.length;
  }
  return add(event.length, 'end') ? parts : undefined;
}

function partOf(fixed: Uint8Array, hole: Hole): Part {
  const view = viewOf(fixed);
  const count = fixed.length < WORD ? 0 : Math.ceil(fixed.length / WORD);
  const words = Float64Array.from({ length: count }, (_word, index) =>
    view.getFloat64(Math.min(index * WORD, fixed.length - WORD), true),
  );
  return { fixed, words, hole };
}
