import type { Answer } from './answer.ts';

/** A bad answer as an SDK throws it: with status and headers; a refused connection as Node does. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: string | undefined;
  readonly #answer: Answer;

  constructor(answer: Answer) {
    const { status, headers } = answer;
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0; // a stack is most of what an error costs, and nobody reads these
    super(status === 0 ? 'connect ECONNREFUSED' : `${status} from the upstream`);
    Error.stackTraceLimit = stackTraceLimit;
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
