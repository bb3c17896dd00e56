import type { CallFrame } from './call-frame.ts';

/**
 * Ends what a call is doing when its caller's signal fires.
 *
 * A function that the call itself does not hold: with the call as listener, or the function in a field of it, all that a
 * call is made of outlived the collector's quick rounds on Node 24. Signals fire once; to ask for that would cost more.
 *
 * @returns the listener, for whoever takes it off again.
 */
export function heed(call: Pick<CallFrame, 'step'>, signal: AbortSignal): () => void {
  const onAbort = (): void => call.step?.interrupt(signal.reason);
  signal.addEventListener('abort', onAbort);
  return onAbort;
}
