import { EventTemplate, viewOf } from './event-template.ts';
import { fastLeap } from './fast-leap.ts';
import { MAX_EVENT } from './template-program.ts';

/** Events that must have been read in full, one after the other, before one is made a template: short streams need none. */
const EVENTS_BEFORE = 8;
/** Templates that are made for one stream at most: one whose events differ too much is better read in full. */
const MOST_TEMPLATES = 6;

/**
 * The last event that carried content, as a template: most events of a stream differ from it in the text of the answer
 * alone, mean the same, and need not be read again.
 */
export class EventPattern {
  /** Events that were passed over, of all leaps. */
  events = 0;
  /** Characters of the answer in those. */
  characters = 0;
  #template: EventTemplate | undefined;
  #candidates = 0;
  #made = 0;
  /** The last leap went as far as there were whole events. */
  #isSteady = false;

  /** Whether it is worth while to hand over events to `learn`. */
  get isLearning(): boolean {
    return this.#made < MOST_TEMPLATES;
  }

  /** Whether there is a template. */
  get isLearnt(): boolean {
    return this.#template !== undefined;
  }

  /**
   * @param event - as it was on the wire, from its first byte to the end of its last line.
   * @param characters - of the answer, as they were read from it.
   */
  learn(event: Uint8Array, characters: number): void {
    if (++this.#candidates < EVENTS_BEFORE || event.length > MAX_EVENT) return;
    this.#candidates = 0;
    this.#made++;
    this.#template = EventTemplate.of(event, characters);
  }

  /**
   * Passes over events that match, from `from` on.
   * @param begun - the beginning of an event that goes on at `from`.
   * @returns where the first one begins that does not. Less than `from`, by so many bytes, where it begins in what has
   *   begun.
   */
  leap(bytes: Uint8Array, from: number, begun?: Uint8Array): number {
    const template = this.#template;
    if (template === undefined || from >= bytes.length) return from - (begun?.length ?? 0);
    const fast = template.program === undefined ? undefined : fastLeap();
    const at =
      fast === undefined
        ? this.#slowLeap(template, bytes, from, begun)
        : fast.leap(template.program!, bytes, from, this.#isSteady, begun);
    if (fast !== undefined) {
      this.events += fast.events;
      this.characters += fast.characters;
    }
    this.#isSteady = bytes.length - at < MAX_EVENT;
    if (at > from) this.#candidates = 0;
    return at;
  }

  /** The same in JavaScript. */
  #slowLeap(template: EventTemplate, bytes: Uint8Array, from: number, begun?: Uint8Array): number {
    if (begun !== undefined) {
      const joined = new Uint8Array(Math.min(2 * MAX_EVENT, begun.length + bytes.length - from));
      joined.set(begun);
      joined.set(bytes.subarray(from, from + joined.length - begun.length), begun.length);
      const at = this.#slowLeap(template, joined, 0) - begun.length + from;
      return at < from ? at : this.#slowLeap(template, bytes, at);
    }
    const view = viewOf(bytes);
    for (let at = from; ;) {
      const end = template.match(bytes, view, at);
      if (end < 0) return at;
      this.events++;
      this.characters += template.characters;
      at = end;
    }
  }
}
