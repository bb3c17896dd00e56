import type { Dialect, FailureOrder, Question } from '../dialects/dialect.ts';

/** Everything a fault needs to know about the answer it spoils. Bodies are made only when they are asked for. */
export interface Reply {
  readonly dialect: Dialect;
  readonly question: Question;
  readonly requestId: string;
  /** Whether the answer is a stream of events. */
  readonly streaming: boolean;
  /** The headers of any answer: request id, version, the rate limit's figures. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds between two events of a stream. */
  readonly chunkMs: number;
  answer(): string;
  events(): readonly string[];
  order(failure: Omit<FailureOrder, 'model'>): FailureOrder;
}
