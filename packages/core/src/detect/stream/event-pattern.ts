import { EventTemplate, viewOf } from './event-template.ts';

/** Events that must have been read in full, one after the other, before one is made a template: short streams need none. */
const EVENTS_BEFORE = 8;
/** Templates that are made for one stream at most: one whose events differ too much is better read in full. */
const MOST_TEMPLATES = 6;
/** Longer events than this are read in full. */
const MAX_LENGTH = 2_048;

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

  /** Whether it is worth while to hand over events to `learn`. */
  get isLearning(): boolean {
    return this.#made < MOST_TEMPLATES;
  }

  /**
   * @param event - as it was on the wire, from its first byte to the end of its last line.
   * @param characters - of the answer, as they were read from it.
   */
  learn(event: Uint8Array, characters: number): void {
    if (++this.#candidates < EVENTS_BEFORE || event.length > MAX_LENGTH) return;
    this.#candidates = 0;
    this.#made++;
    this.#template = EventTemplate.of(event, characters);
  }

  /**
   * Passes over events that match, from `from` on.
   * @returns where the first one begins that does not.
   */
  leap(bytes: Uint8Array, from: number): number {
    const template = this.#template;
    if (template === undefined || from >= bytes.length) return from;
    const view = viewOf(bytes);
    let at = from;
    for (;;) {
      const end = template.match(bytes, view, at);
      if (end < 0) break;
      this.events++;
      this.characters += template.characters;
      at = end;
    }
    if (at > from) this.#candidates = 0;
    return at;
  }
}
