/** How the upstream ended an attempt. */
export interface Answer {
  /** HTTP status; 0 for a connection that was refused. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The stream began, and broke after its first content. */
  readonly broken: boolean;
}

/** Gets the answer to one attempt, once; never when the upstream hangs. */
export interface Receiver {
  receive(answer: Answer): void;
  /** Whether somebody still waits for the answer. */
  readonly isAwaited: boolean;
}
