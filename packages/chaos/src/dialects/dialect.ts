/** What a request asks for, read once from its body and path. */
export interface Question {
  readonly model: string;
  /** All the text the caller sent, in order: what the answer is made from. */
  readonly prompt: string;
  readonly streaming: boolean;
  /** The most words the answer may have; from `max_tokens` and its relatives. */
  readonly maxWords: number | undefined;
  /** The parsed body. An empty object when there was none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The path without its query, for the endpoints that carry the model's name in it. */
  readonly path: string;
}

/** What makes one answer differ from the next: everything in an answer follows from these and the question. */
export interface Origin {
  readonly seed: number;
  /** The request's place in the server's count, from 1. Ids are made from it, texts are not. */
  readonly number: number;
  /** The answer's text when the scenario sets it. */
  readonly text: string | undefined;
  /** How many words an answer has when neither the scenario nor the request says. */
  readonly words: number;
}

/** A failure as the caller of a dialect orders it: what went wrong, without the wire's words for it. */
export interface FailureOrder {
  /** An HTTP status, 400 to 599. */
  readonly status: number;
  /** A finer kind within the status, for example `insufficient_quota`. */
  readonly variant?: string | undefined;
  readonly message?: string | undefined;
  readonly model: string;
  /** What the text may promise about the wait, in milliseconds. Without it the text names no wait. */
  readonly waitMs?: number | undefined;
}

/** An API's way of speaking: how it answers, streams and fails. */
export interface Dialect {
  readonly name: 'openai-chat' | 'openai-responses' | 'openai-embeddings' | 'openai-models' | 'anthropic-messages';
  readonly vendor: Vendor;
  /** What is wrong with the request, in the API's own words, or nothing. */
  complaint(question: Question): FailureOrder | undefined;
  /** The JSON body of a good answer. */
  answer(question: Question, origin: Origin): string;
  /** The server-sent events of a good answer, each whole. Absent where the API does not stream. */
  readonly events?: ((question: Question, origin: Origin) => readonly string[]) | undefined;
  /** The event by which a stream says that it failed. */
  errorEvent(order: FailureOrder): string;
  /** What the API sends on a stream to keep it open without saying anything. */
  readonly keepAlive: string;
}

/** What is the same for all endpoints of one provider. */
export interface Vendor {
  readonly name: 'openai' | 'anthropic';
  /** The JSON body of an error. */
  errorBody(order: FailureOrder, requestId: string): string;
  /** The headers that come with every answer, good or bad. */
  headers(requestId: string): Record<string, string>;
  /** The headers that come with an error only. */
  errorHeaders(status: number): Record<string, string>;
  /** The headers in which a rate limit is told. */
  limitHeaders(limit: LimitFigures): Record<string, string>;
}

/** The state of a rate limit as its headers tell it. */
export interface LimitFigures {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until the limit is whole again. */
  readonly resetMs: number;
  /** The instant at which it is whole again, in milliseconds since the epoch. */
  readonly resetAtMs: number;
}
