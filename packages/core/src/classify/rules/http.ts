import type { Reason } from '../reference.ts';

/**
 * What a bare status means: RFC 9110, and beyond it 498 (Groq), 499 (nginx), 520 to 530 (Cloudflare), 529 (Anthropic).
 * Any other 4xx is `invalid_request`, any other 5xx `server_error`.
 */
export const STATUSES: Readonly<Record<number, Reason>> = {
  401: 'invalid_api_key',
  402: 'billing',
  403: 'permission_denied',
  404: 'not_found',
  408: 'gateway_timeout',
  409: 'conflict',
  410: 'not_found',
  413: 'payload_too_large',
  424: 'bad_gateway',
  425: 'overloaded',
  429: 'rate_limited',
  451: 'region_blocked',
  // console.groq.com/docs/errors
  498: 'overloaded',
  // nginx, and google.rpc CANCELLED
  499: 'cancelled',
  502: 'bad_gateway',
  503: 'overloaded',
  504: 'gateway_timeout',
  // developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors
  520: 'bad_gateway',
  521: 'connection_failed',
  522: 'gateway_timeout',
  523: 'connection_failed',
  524: 'gateway_timeout',
  525: 'tls_failure',
  526: 'tls_failure',
  527: 'bad_gateway',
  530: 'bad_gateway',
  // docs.anthropic.com/en/api/errors
  529: 'overloaded',
};

/** Servers that will never learn it: 501 Not Implemented, 505 HTTP Version Not Supported. */
export const FINAL_STATUSES: readonly (number | undefined)[] = [501, 505];
