import type { FaultInput } from '../faults/fault.ts';

/** What the server does with the requests it gets. Plain JSON; an empty one answers everything well. */
export interface Scenario {
  /** The n-th request gets the n-th step; requests beyond the last step are answered well. `'429*'` repeats for ever, `'429*3'` three times. */
  readonly plan?: readonly FaultInput[] | undefined;
  /** Asked in order; the first that matches decides. */
  readonly rules?: readonly Rule[] | undefined;
  /** What happens when, counted from the first request or from `startTimeline()`. Comes before plan and rules. */
  readonly timeline?: readonly TimelineEntry[] | undefined;
  readonly rateLimit?: RateLimit | undefined;
  readonly capacity?: CapacityLimit | undefined;
  /** How long a good answer takes to its first byte. A request holds its place in the capacity for that long and while it is answered. @defaultValue 0 */
  readonly latencyMs?: Latency | undefined;
  readonly answer?: AnswerShape | undefined;
}

/** Which requests a rule or a timeline entry is about. Everything named must hold. */
export interface Condition {
  readonly method?: string | undefined;
  /** The path without its query. `*` stands for any text. */
  readonly path?: string | undefined;
  /** `*` stands for any text. */
  readonly model?: string | undefined;
  readonly stream?: boolean | undefined;
  /** Header values by name. `*` stands for any text; `{"x-team": "*"}` asks that the header be there. */
  readonly header?: Readonly<Record<string, string>> | undefined;
  /** Text that the request's body holds. */
  readonly contains?: string | undefined;
}

/** Which of the requests that meet a rule's condition it strikes, counted from 1. */
export interface Turn {
  /** Exactly this one. */
  readonly nth?: number | undefined;
  /** This many, from the start. */
  readonly firstN?: number | undefined;
  /** Every so-many-th. */
  readonly every?: number | undefined;
}

export interface Rule {
  readonly when?: (Condition & Turn) | undefined;
  /** Share of the matching requests that are struck, from 0 to 1, drawn by the seed. @defaultValue 1 */
  readonly probability?: number | undefined;
  readonly fault: FaultInput;
}

export interface TimelineEntry {
  /** Milliseconds from the timeline's start; included. */
  readonly fromMs: number;
  /** Milliseconds from the timeline's start; excluded. Without it the entry lasts for ever. */
  readonly toMs?: number | undefined;
  readonly when?: Condition | undefined;
  /** @defaultValue 1 */
  readonly probability?: number | undefined;
  readonly fault: FaultInput;
}

/** A token bucket in front of the API. A request over the limit gets a 429. */
export interface RateLimit {
  /** Requests per `perMs`. */
  readonly requests: number;
  readonly perMs: number;
  /** The most at once, after a rest. @defaultValue `requests` */
  readonly burst?: number | undefined;
  /** Who shares a bucket: all callers, those with the same API key, or those who ask the same model. @defaultValue 'all' */
  readonly per?: 'all' | 'key' | 'model' | undefined;
  /**
   * What the 429 says about the wait. `honest`: seconds rounded up, and exact milliseconds. `date`: an HTTP-date. `none`: nothing.
   * `too-early` and `too-late` lie, by a tenth and by ten. `garbled` cannot be read. @defaultValue 'honest'
   */
  readonly retryAfter?: RetryAfterManner | undefined;
}

export type RetryAfterManner = 'honest' | 'date' | 'none' | 'too-early' | 'too-late' | 'garbled';

/** How many requests are served at once. Beyond `concurrency` they queue, beyond `queue` they get a 503. */
export interface CapacityLimit {
  /** 1 or more. */
  readonly concurrency: number;
  /** 0 or more. @defaultValue 0 */
  readonly queue?: number | undefined;
}

/** A time in milliseconds: always the same, evenly between two, or log-normal with its median and 99th percentile. */
export type Latency =
  | number
  | { readonly minMs: number; readonly maxMs: number }
  | { readonly medianMs: number; readonly p99Ms: number };

/** What good answers look like. */
export interface AnswerShape {
  /** Always this text, in place of the made-up one. */
  readonly text?: string | undefined;
  /** Words of a made-up answer, 1 to 10,000. @defaultValue 24 */
  readonly words?: number | undefined;
  /** Milliseconds between two events of a stream. @defaultValue 0 */
  readonly chunkMs?: number | undefined;
}
