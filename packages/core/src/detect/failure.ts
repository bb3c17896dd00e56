/**
 * What happened, as facts without an opinion. `detect` makes it from anything thrown, returned or streamed;
 * `classify` turns it into a verdict. It holds no reference to the thing it was made from, and no request data.
 * Its texts are the upstream's own words: they are for classification only and belong in no log.
 */
export interface Failure {
  /** The outermost fact: who ended the attempt. */
  readonly kind: FailureKind;
  /** HTTP status on the wire, 100 to 599, where one was seen. */
  readonly status: number | undefined;
  /** Response headers, names in lower case, credentials left out, bounded in number and length. */
  readonly headers: Readonly<Record<string, string>>;
  /** Error codes in the order found, outermost first: `ECONNRESET`, `UND_ERR_SOCKET`, `rate_limit_exceeded`, `429`, … */
  readonly codes: readonly string[];
  /** Error class names and body types in the order found: `RateLimitError`, `insufficient_quota`, … */
  readonly types: readonly string[];
  /** Texts in the order found, outermost first, each cut to a bounded length. */
  readonly messages: readonly string[];
  /** What the failure said of waiting, by the field that said it: `retryDelay: '34s'`, `resets_in_seconds: 13872`. */
  readonly waits: Readonly<Record<string, string | number>>;
  /** What kind of body the answer had; undefined where none was seen. */
  readonly body: BodyFormat | undefined;
  /** Whose clock this is, milliseconds since the epoch: the response's `Date` if it had one, else ours. */
  readonly wallNowMs: number;
}

/**
 * - `response`: an HTTP answer, or an error object that carries one
 * - `network`: no answer: DNS, TCP, TLS, a socket that broke
 * - `timeout`: a limit of the client fired
 * - `aborted`: the caller gave up
 * - `stream`: an answer began and then broke or said that it failed
 * - `refused`: Breakwater itself did not let the call through
 * - `unknown`: nothing that is known to be a failed call (a bug, a thrown string)
 */
export type FailureKind = 'response' | 'network' | 'timeout' | 'aborted' | 'stream' | 'refused' | 'unknown';

/** `json`: an object or array; `html`: an edge page, of which only title and ray id are kept; `text`: anything else. */
export type BodyFormat = 'json' | 'html' | 'text' | 'empty';

/** What the caller of `detect` knows and the thrown thing cannot tell. */
export interface DetectOptions {
  /**
   * The caller's own signal: when it has fired the failure is `aborted`, whatever the error's name says.
   * When it is given and has not fired, an `AbortError` came from some other limit and is a `timeout`.
   */
  readonly callerSignal?: AbortSignal | undefined;
  /** Breakwater's own limit for the attempt fired: the failure is a `timeout`. */
  readonly timedOut?: boolean | undefined;
  /** Milliseconds since the epoch. @defaultValue Date.now() */
  readonly wallNowMs?: number | undefined;
}
