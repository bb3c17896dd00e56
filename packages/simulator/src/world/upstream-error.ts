import type { Answer } from './answer.ts';

/**
 * A bad answer without a body as an SDK throws it: with status and headers; a refused connection as Node does. An
 * `Error` to whoever asks, and not made by its constructor, which takes longer than all the rest of an attempt upstream.
 */
export class UpstreamError implements Error {
  static {
    Object.setPrototypeOf(this.prototype, Error.prototype);
    // Nothing in its name says what failed: a plain `Error`, as far as anybody can see.
    Reflect.deleteProperty(this.prototype, 'constructor');
  }

  readonly name = 'Error';
  readonly message: string;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: string | undefined;
  readonly #answer: Answer;

  constructor(answer: Answer) {
    const { status, headers } = answer;
    this.message = status === 0 ? 'connect ECONNREFUSED' : `${status} status code (no body)`;
    this.status = status === 0 ? undefined : status;
    this.headers = headers;
    this.code = status === 0 ? 'ECONNREFUSED' : undefined;
    this.#answer = answer;
  }

  /** What it was made of. No property of its own, so that nobody who reads errors finds more than an SDK's have. */
  get answer(): Answer {
    return this.#answer;
  }
}
