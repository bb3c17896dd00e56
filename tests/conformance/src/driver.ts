import type { Breakwater } from '@breakwater/core';
import type { CallKind, Surface } from './incident.ts';

/** How one library makes calls under a breakwater, and how it words failures. One file in `drivers/` for each. */
export interface Driver {
  /** The library and its version, as shown in the table. */
  readonly name: string;
  /** @param origin - of the upstream, such as `http://127.0.0.1:4010/plan/1/503`; API paths are put behind it. */
  connect(breakwater: Breakwater, origin: string): Client;
  /** What the library has no means for at all, and why. */
  readonly without?: Partial<Record<CallKind, string>> | undefined;
  /** Listeners that the library itself leaves on the signal of each call. @defaultValue 0 */
  readonly listenersPerCall?: number | undefined;
  /** Incidents, by a text in their title, that do not end as they must, and why. Each has to fail, or it is no excuse. */
  readonly shortOf?: Readonly<Record<string, string>> | undefined;
}

export interface Client {
  /** Asks for a chat completion, and returns its text. */
  chat(signal: AbortSignal): Promise<string>;
  /** The same, as pieces of text. */
  stream(signal: AbortSignal): AsyncIterable<string>;
  /** Sends a body that can be read once. */
  upload(signal: AbortSignal): Promise<void>;
  /** What was thrown by one of these, in the words of the table. Anything else than a `Surface` is a finding. */
  surface(thrown: unknown): Surface | `unknown: ${string}`;
}

/** Thrown by a client whose library returns failures instead of throwing them. */
export class Returned extends Error {
  readonly surface: Surface;
  /** What the library returned. */
  readonly given: unknown;

  constructor(surface: Surface, given: unknown) {
    super(surface);
    this.surface = surface;
    this.given = given;
  }
}

/** The question that every call asks. */
export const MODEL = 'gpt-5';
export const QUESTION = 'What is a breakwater?';

/** What the callers of the incidents leave with. */
export const LEFT = 'the caller has left';

/** Whether an error is what the caller left with, as it is. */
export function hasLeft(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === LEFT;
}
