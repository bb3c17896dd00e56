import { detectAnswer, type HeadersLike } from '../detect.ts';
import type { Failure } from '../failure.ts';
import { streamFailure } from './stream-failure.ts';
import { awsEventStream } from './aws-event-stream.ts';
import { CutEvent } from './cut-event.ts';
import { EventPattern } from './event-pattern.ts';
import type { Frame, FrameReader, Splitter } from './frame.ts';
import { jsonLines } from './json-lines.ts';
import { jsonList } from './json-list.ts';
import type { Meaning } from './meaning.ts';
import { type Knowledge, readFrame } from './read-frame.ts';
import { serverSentEvents } from './server-sent-events.ts';

/** How a stream is framed. */
export type StreamFraming = 'sse' | 'json-lines' | 'json-list' | 'aws';

const SPLITTERS: Readonly<Record<StreamFraming, (reader: FrameReader) => Splitter>> = {
  sse: serverSentEvents,
  'json-lines': jsonLines,
  'json-list': jsonList,
  aws: awsEventStream,
};

/** @returns undefined for a type that is no stream of events. */
export function framingOf(contentType: string | null | undefined): StreamFraming | undefined {
  const type = (contentType ?? '').toLowerCase();
  if (type.startsWith('text/event-stream')) return 'sse';
  if (/^application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines|json-lines|stream\+json)/.test(type)) return 'json-lines';
  return type.startsWith('application/vnd.amazon.eventstream') ? 'aws' : undefined;
}

/** What is known of a stream so far. */
export interface StreamProgress {
  /** Whole events that passed, heads included, keep-alives not. */
  readonly events: number;
  /** Characters of the answer that passed. Of an API that is not known: of all events. */
  readonly characters: number;
}

/**
 * Follows one stream: its bytes go in as they pass, cut anywhere; the verdict comes out at its end. Holds no more than
 * one event, and of that at most 256 k characters.
 */
export class StreamJudge implements StreamProgress {
  /** Part of the answer has passed. */
  hasContent = false;
  /** `last`: nothing is missing. `enough`: the answer is whole, and the protocol's last word may still follow. */
  ends: Meaning['ends'];
  /** What an event said, or an event that was none. Nothing that follows is looked at. */
  failure: Failure | undefined;
  readonly #splitter: Splitter;
  readonly #headers: HeadersLike | undefined;
  readonly #known: Knowledge = { protocol: undefined, unread: false };
  readonly #pattern = new EventPattern();
  /** By events that were read; those that were passed over are in the pattern. */
  #readEvents = 0;
  #readCharacters = 0;
  #newContent = false;
  /** The bytes that are taken apart. */
  #piece: Uint8Array | undefined;
  /** Where the event under way begins in those, -1 for not in these; what was read by then. */
  #eventFrom = -1;
  #eventCharacters = 0;
  /** The event that the last piece ended in. */
  readonly #cut: CutEvent;

  /** @param headers - of the response: what a failure is classified by, too. */
  constructor(framing: StreamFraming, headers?: HeadersLike) {
    this.#headers = headers;
    this.#cut = new CutEvent(framing === 'json-lines');
    this.#splitter = SPLITTERS[framing]({
      read: (frame) => this.#read(frame),
      leap: (bytes, from) => this.#leap(bytes, from),
    });
  }

  get events(): number {
    return this.#readEvents + this.#pattern.events;
  }

  get characters(): number {
    return this.#readCharacters + this.#pattern.characters;
  }

  /** Takes the next bytes, and says whether they brought a part of the answer. */
  take(bytes: Uint8Array): boolean {
    this.#newContent = false;
    if (this.failure !== undefined) return false;
    this.#eventFrom = -1;
    this.#piece = this.#cut.begun.length === 0 ? bytes : this.#afterCut(bytes);
    if (this.#piece !== undefined) this.#splitter.take(this.#piece);
    this.#piece = undefined;
    return this.#newContent;
  }

  /** The stream has ended in good order, as far as the connection can tell: the failure in that; undefined for none. */
  end(): Failure | undefined {
    if (this.failure === undefined) {
      this.#splitter.take(this.#cut.release());
      this.#splitter.end();
    }
    if (this.failure === undefined && this.ends === undefined) this.failure = this.#missing();
    return this.failure;
  }

  #read(frame: Frame): void {
    if (this.failure !== undefined) return;
    const meaning = readFrame(frame, this.#known);
    if (meaning === undefined) {
      // After the last word it may be anything.
      if (this.ends === undefined) this.failure = streamFailure('malformed_event', this.#headers);
      return;
    }
    this.#readEvents++;
    if (meaning.error !== undefined) {
      this.failure = detectAnswer({ status: 200, headers: this.#headers, body: meaning.error, expects: 'stream' });
      return;
    }
    this.#readCharacters += meaning.characters;
    if (meaning.content) {
      this.hasContent = true;
      this.#newContent = true;
    }
    if (meaning.ends !== undefined && this.ends !== 'last') this.ends = meaning.ends;
  }

  /**
   * Goes on with the event that the last piece ended in: what is left of these bytes for the splitter. Mostly that is
   * nothing, because the last event of these is cut off, too.
   */
  #afterCut(bytes: Uint8Array): Uint8Array | undefined {
    const begun = this.#cut.release();
    const at = this.#pattern.leap(bytes, 0, begun);
    if (at > -begun.length) this.#newContent = true;
    if (at >= 0) return this.#cut.keep(bytes, at) ? undefined : bytes.subarray(at);
    this.#splitter.take(begun.subarray(at)); // its end, as `at` is below zero
    return bytes;
  }

  #leap(bytes: Uint8Array, from: number): number {
    // What failed or ended is looked at event by event, and so is what a piece began with that has gone.
    if (this.failure !== undefined || this.ends !== undefined || bytes !== this.#piece) return from;
    const pattern = this.#pattern;
    if (this.#eventFrom >= 0 && this.#readCharacters > this.#eventCharacters) {
      pattern.learn(bytes.subarray(this.#eventFrom, from), this.#readCharacters - this.#eventCharacters);
    }
    const at = pattern.leap(bytes, from);
    if (at > from) this.#newContent = true;
    this.#eventFrom = pattern.isLearning ? at : -1;
    this.#eventCharacters = this.#readCharacters;
    return pattern.isLearnt && this.#cut.keep(bytes, at) ? bytes.length : at;
  }

  #missing(): Failure | undefined {
    if (this.events === 0) return streamFailure('empty_stream', this.#headers);
    const { protocol, unread } = this.#known;
    // Of an API that is not known, and of events too long to be read, the end is taken at its word.
    return protocol === undefined || unread ? undefined : streamFailure('stream_cut', this.#headers);
  }
}
