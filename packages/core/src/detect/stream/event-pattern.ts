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

/** A text without anything escaped, which is as long as it is written. */
const PLAIN = String.raw`[^"\\\x00-\x1f]+`;

/**
 * The last event that carried content, as a pattern: one that differs from it in the text of the answer alone means the
 * same, and need not be read again. Most events of a stream are like that, and to match one takes a tenth of the time.
 */
export class EventPattern {
  /** With a group for each text of the answer. */
  #pattern: RegExp | undefined;
  /** The same without groups, where there is one text, with nothing escaped and at a fixed place: the most frequent. */
  #plain: RegExp | undefined;
  /** That place, from the beginning of the event. */
  #textAt = 0;
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
    const holes = [...event.matchAll(HOLE)];
    const pattern = new RegExp(
      source(event, holes, (text) => `(${text})`),
      'y',
    );
    // Only where the holes hold all of the answer, and nothing but that.
    const found = pattern.exec(event);
    const isRight = found !== null && lengthOf(found) === characters;
    this.#pattern = isRight ? pattern : undefined;
    const [answer, ...more] = holes.filter(([, text]) => text !== undefined);
    this.#plain = undefined;
    if (!isRight || answer === undefined || more.length > 0) return;
    this.#textAt = answer.index + answer[1]!.length + 1;
    this.#plain = new RegExp(
      source(event, holes.slice(holes.indexOf(answer)), () => PLAIN),
      'y',
    );
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
      const plainEnd = this.#leapPlain(text, at, onEvent);
      if (plainEnd > at) {
        at = plainEnd;
        continue;
      }
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      if (found === null) break;
      onEvent(lengthOf(found));
      at = pattern.lastIndex;
    }
    return at;
  }

  #leapPlain(text: string, from: number, onEvent: (characters: number) => void): number {
    const plain = this.#plain;
    if (plain === undefined) return from;
    plain.lastIndex = from;
    let at = from;
    // A sticky pattern goes on where it stopped.
    while (plain.test(text)) {
      const start = at + this.#textAt;
      onEvent(text.indexOf('"', start) - start);
      at = plain.lastIndex;
    }
    return at;
  }
}

/** @param answerHole - the pattern of a text of the answer, from that of any text. */
function source(event: string, holes: readonly RegExpExecArray[], answerHole: (text: string) => string): string {
  let pattern = '';
  let from = 0;
  for (const match of holes) {
    const [whole, answer, padding, number] = match;
    const hole = answer !== undefined ? `"${answerHole(TEXT)}"` : padding === undefined ? NUMBER : `"${PLAIN}"`;
    pattern += escape(event.slice(from, match.index) + (answer ?? padding ?? number)!) + hole;
    from = match.index + whole.length;
  }
  return pattern + escape(event.slice(from));
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
