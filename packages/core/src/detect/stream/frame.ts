/** One event of a stream, as it was framed on the wire. */
export interface Frame {
  /** The name that the framing gives it; `''` for none. */
  readonly name: string;
  /** What it says, mostly JSON. */
  readonly data: string;
  /** It was longer than is kept of one: `data` is only its beginning. */
  readonly cut: boolean;
  /** The framing itself says that this is a failure. */
  readonly failed: boolean;
}

/** Takes a stream apart, as its bytes come, into events. Keeps no more than one of them. */
export interface Splitter {
  /** Takes the next bytes, cut anywhere, and hands over every event that they complete. */
  take(bytes: Uint8Array): void;
  /** The stream has ended: hands over what it ended with, as far as it goes. */
  end(): void;
}

/** The most that is kept of one event, bytes or characters: what is longer holds images, and no error. */
export const MAX_FRAME = 262_144;

/** What a splitter hands its events to. */
export interface FrameReader {
  /** A whole event. */
  read(frame: Frame): void;
  /**
   * Asked where a line begins: may pass over events that it knows without taking them apart.
   * @returns where the next event begins that it does not know; `from` for none.
   */
  leap(bytes: Uint8Array, from: number): number;
}
