/** What one event means to whoever waits for the answer. */
export interface Meaning {
  /** Whether it carries a part of the answer. Heads, roles and keep-alives do not. */
  readonly content: boolean;
  /** Characters of the answer that it carries. */
  readonly characters: number;
  /**
   * - `last`: the protocol's own word that all is said
   * - `enough`: the answer is whole, and the word for it may still follow
   */
  readonly ends: 'last' | 'enough' | undefined;
  /** What it says of a failure, as a body that `detectAnswer` reads. */
  readonly error: unknown;
}

/** An event that says nothing about the answer: a head, a role, a keep-alive, figures of use. */
export const QUIET: Meaning = { content: false, characters: 0, ends: undefined, error: undefined };
export const LAST: Meaning = { ...QUIET, ends: 'last' };
export const ENOUGH: Meaning = { ...QUIET, ends: 'enough' };

export function content(characters: number, ends?: Meaning['ends']): Meaning {
  return { content: true, characters, ends, error: undefined };
}

export function failed(error: unknown): Meaning {
  return { ...QUIET, error };
}

/** How one API streams. */
export interface Protocol {
  /**
   * Whether an event can only be of this protocol.
   * @param name - by the framing; `''` for none.
   */
  recognises(event: Event, name: string): boolean;
  /** What an event of it means. Only events without an error of their own arrive here. */
  read(event: Event, name: string): Meaning;
}

/** The JSON object of an event. */
export type Event = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Event {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Members of a list that are objects; none where it is no list. */
export function objectsIn(value: unknown): readonly Event[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Characters of all strings in a value, however deep; -1 where it holds nothing at all. */
export function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value === '' ? -1 : value.length;
  if (typeof value === 'number' || value === true) return 0;
  if (typeof value !== 'object' || value === null) return -1;
  let sum = -1;
  for (const part of Object.values(value)) {
    const inside = charactersIn(part);
    if (inside >= 0) sum = Math.max(sum, 0) + inside;
  }
  return sum;
}
