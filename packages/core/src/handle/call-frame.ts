/** What a call is doing now, as far as it can be ended from outside. */
export interface Interruptible {
  interrupt(reason: unknown): void;
}

/** What the steps of a call share: its place in time, and the step that it is at. */
export interface CallFrame {
  /** What it is doing now; undefined between two steps. */
  step: Interruptible | undefined;
  /** Monotonic milliseconds. */
  readonly startedAtMs: number;
  /** Monotonic milliseconds; Infinity without one. */
  readonly deadlineMs: number;
  /** Time spent at the gate so far, milliseconds. */
  waitedMs: number;
  /** Order of arrival among all calls. */
  readonly sequence: number;
  /** Higher waits less. */
  readonly priority: number;
  /** What a streamed attempt may take to its first content, milliseconds. */
  readonly firstContentMs: number;
  /** The longest that a stream may be without content, milliseconds. */
  readonly idleMs: number;
}
