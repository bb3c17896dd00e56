import type { Classification } from '../../classify/classification.ts';
import type { Failure } from '../../detect/failure.ts';

/** What is known of the request that would be sent again. */
export interface Resendable {
  /** Its body can be sent a second time; false for one-shot streams. @defaultValue true */
  readonly resendable?: boolean | undefined;
  /** Sending it twice does no harm: an idempotent method, or an idempotency key is present. @defaultValue false */
  readonly idempotent?: boolean | undefined;
}

/** Whether the request may go out again after this failure. */
export function mayResend(
  { resendable = true, idempotent = false }: Resendable,
  rule: 'always' | 'safe',
  failure: Failure,
  { reason }: Classification,
): boolean {
  if (!resendable) return false;
  if (rule === 'always' || idempotent) return true;
  return failure.kind === 'response' || neverArrived(failure, reason);
}

/** Codes of an attempt to connect that failed. That a connection failed is not enough: an open one fails too. */
const NOT_CONNECTED: readonly string[] = [
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** The upstream provably never got the request: there was no connection to send it on. */
function neverArrived({ kind, codes }: Failure, reason: Classification['reason']): boolean {
  if (kind !== 'network' && kind !== 'timeout') return false;
  return reason === 'dns_failure' || reason === 'tls_failure' || codes.some((code) => NOT_CONNECTED.includes(code));
}
