/** Events that must have been read in full, one after the other, before one is made a pattern: short streams need none. */
const EVENTS_BEFORE = 24;
/** Patterns that are made for one stream at most: one whose events differ too much is better read in full. */
const MOST_PATTERNS = 6;
/** Longer events than this are read in full. */
const MAX_LENGTH = 2_048;

/** A text of one character or more as JSON writes it, and a number. */
const TEXT = String.raw`(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))+`;
const NUMBER = String.raw`(?:0|[1-9]\d*)`;
/** Fields whose text is the answer, those that only pad or date an event, and those that number it. */
const ANSWERS = '"(?:content|reasoning_content|reasoning|text|delta|thinking|partial_json|arguments|response)"';
const PADDINGS = '"(?:obfuscation|p|created_at)"';
const NUMBERS = '"(?:sequence_number|created|created_at|[a-z]+TokenCount)"';
/** What may differ between two events that mean the same. */
const HOLE = new RegExp(`(${ANSWERS}: ?)"${TEXT}"|(${PADDINGS}: ?)"${TEXT}"|(${NUMBERS}: ?)${NUMBER}`, 'g');

/**
 * The last event that carried content, as a pattern: one that differs from it in the text of the answer alone means the
 * same, and need not be read again. Most events of a stream are like that, and to match one takes a tenth of the time.
 */
export class EventPattern {
  #pattern: RegExp | undefined;
  #candidates = 0;
  #made = 0;

  /** Whether it is worth while to hand over events to `learn`. */
  get isLearning(): boolean {
    return this.#made < MOST_PATTERNS;
  }

  /**
   * @param event - as it was on the wire, from its first character to the end of its last line.
   * @param characters - of the answer, as they were read from it.
   */
  learn(event: string, characters: number): void {
    if (++this.#candidates < EVENTS_BEFORE || event.length > MAX_LENGTH) return;
    this.#candidates = 0;
    this.#made++;
    const pattern = new RegExp(patternOf(event), 'y');
    // Only where the holes hold all of the answer, and nothing but that.
    const found = pattern.exec(event);
    this.#pattern = found !== null && lengthOf(found) === characters ? pattern : undefined;
  }

  /**
   * Passes over events that match, from `from` on.
   * @param onEvent - called for each, with the characters of its answer.
   * @returns where the first one begins that does not.
   */
  leap(text: string, from: number, onEvent: (characters: number) => void): number {
    const pattern = this.#pattern;
    if (pattern === undefined) return from;
    let at = from;
    while (at < text.length) {
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      if (found === null) break;
      onEvent(lengthOf(found));
      at = pattern.lastIndex;
    }
    return at;
  }
}

function patternOf(event: string): string {
  let source = '';
  let from = 0;
  for (const match of event.matchAll(HOLE)) {
    const [whole, answer, padding, number] = match;
    const hole = answer === undefined ? (padding === undefined ? NUMBER : `"${TEXT}"`) : `"(${TEXT})"`;
    source += escape(event.slice(from, match.index) + (answer ?? padding ?? number)!) + hole;
    from = match.index + whole.length;
  }
  return source + escape(event.slice(from));
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** Characters of all texts that were found in the holes. */
function lengthOf(found: RegExpExecArray): number {
  let sum = 0;
  for (let group = 1; group < found.length; group++) {
    const text = found[group]!;
    sum += text.includes('\\') ? unescaped(text) : text.length;
  }
  return sum;
}

function unescaped(text: string): number {
  try {
    return (JSON.parse(`"${text}"`) as string).length;
  } catch {
    return text.length;
  }
}
