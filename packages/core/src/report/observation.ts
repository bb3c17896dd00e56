/** What a model counted. */
export interface TokenUsage {
  /** Tokens, 0 or more. */
  readonly input: number;
  readonly output: number;
}

/** Something that was made without `run`, and is to be seen in the report all the same. */
export interface Observation {
  /** What it was, such as `'llm'` or `'tool'`. From a bounded set. @defaultValue 'call' */
  readonly kind?: string | undefined;
  /** From its start to its end, milliseconds; absent for what `run` has counted already: then only `usage` is booked. */
  readonly durationMs?: number | undefined;
  /** What it failed with; undefined when it succeeded. */
  readonly error?: unknown;
  /** What it used, where that is known. */
  readonly usage?: TokenUsage | undefined;
}
