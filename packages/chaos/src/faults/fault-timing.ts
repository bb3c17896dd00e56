/** What every fault may carry besides its own data. */
export interface FaultTiming {
  /** Milliseconds between the request's arrival and the first byte, or whatever comes in its place. @defaultValue 0 */
  readonly delayMs?: number | undefined;
}
