import type { Classification } from '../../classify/classification.ts';
import type { Failure } from '../../detect/failure.ts';

/** What is known of the request that would be sent again. */
export interface Resendable {
  /** Its body can be sent a second time; false for one-shot streams. */
  readonly resendable: boolean;
  /** Sending it twice does no harm: an idempotent method, or an idempotency key is present. */
  readonly idempotent: boolean;
}

/** Whether the request may go out again after this failure. */
export function mayResend(
  request: Resendable,
  rule: 'always' | 'safe',
  failure: Failure,
  { reason }: Classification,
): boolean {
  if (!request.resendable) return false;
  if (rule === 'always' || request.idempotent) return true;
  return failure.kind === 'response' || neverArrived(failure, reason);
}

/** The upstream provably never got the request: there was no connection to send it on. */
function neverArrived(failure: Failure, reason: Classification['reason']): boolean {
  if (failure.kind !== 'network') return false;
  return reason === 'connection_failed' || reason === 'dns_failure' || reason === 'tls_failure';
}
