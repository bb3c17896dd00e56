/** The eight codes that every failure maps onto. */
export type Code = 400 | 401 | 403 | 429 | 500 | 502 | 503 | 504;

/** One entry of the reference: what error messages, docs, command line and dashboard all read. */
export interface ReferenceEntry {
  readonly code: Code;
  readonly name: string;
  readonly description: string;
  readonly solution: string;
}

/** The reference, by code. */
export const REFERENCE: Readonly<Record<Code, ReferenceEntry>> = {
  400: {
    code: 400,
    name: 'Bad Request',
    description: 'Invalid request format or missing parameters',
    solution: 'Check request body, JSON syntax, required fields',
  },
  401: {
    code: 401,
    name: 'Unauthorized',
    description: 'Invalid or missing API key',
    solution: 'Verify the API key is correct and included in the header',
  },
  403: {
    code: 403,
    name: 'Forbidden',
    description: 'API key lacks required permissions',
    solution: 'Check key permissions and scope settings',
  },
  429: {
    code: 429,
    name: 'Rate Limited',
    description: 'Too many requests in time window',
    solution: 'Exponential backoff, reduce request rate',
  },
  500: {
    code: 500,
    name: 'Server Error',
    description: 'Internal gateway or upstream error',
    solution: 'Retry with backoff, contact support if it persists',
  },
  502: {
    code: 502,
    name: 'Bad Gateway',
    description: 'Upstream service unavailable: the upstream answered with an error, or could not be reached',
    solution: 'Check backend service status, retry later',
  },
  503: {
    code: 503,
    name: 'Service Unavailable',
    description: 'The gateway itself is overloaded or under maintenance',
    solution: 'Circuit breaker, retry after delay',
  },
  504: {
    code: 504,
    name: 'Gateway Timeout',
    description: 'Upstream took too long to respond',
    solution: 'Increase timeout, optimize request size',
  },
};

/** Every reason, under the code that it belongs to. `cancelled` has none: the caller gave up. */
export const REASONS = {
  400: [
    'invalid_request',
    'context_length_exceeded',
    'payload_too_large',
    'content_policy',
    'model_not_found',
    'not_found',
    'conflict',
  ],
  401: ['invalid_api_key', 'missing_api_key', 'expired_api_key'],
  403: ['permission_denied', 'region_blocked', 'billing'],
  429: ['rate_limited', 'quota_exhausted', 'request_exceeds_limit', 'concurrency_limited'],
  500: ['server_error'],
  502: [
    'bad_gateway',
    'connection_failed',
    'connection_reset',
    'dns_failure',
    'tls_failure',
    'invalid_response',
    'stream_interrupted',
  ],
  503: ['overloaded', 'maintenance', 'no_upstream', 'model_loading'],
  504: ['gateway_timeout', 'client_timeout'],
} as const;

export type Reason = (typeof REASONS)[Code][number] | 'cancelled' | 'refused' | 'unknown';

let codes: ReadonlyMap<string, Code> | undefined;

/** The code that `reason` belongs to; undefined for `cancelled`, `refused` and `unknown`. */
export function codeOf(reason: Reason): Code | undefined {
  codes ??= new Map(
    Object.entries(REASONS).flatMap(([code, reasons]) => reasons.map((name) => [name, Number(code) as Code] as const)),
  );
  return codes.get(reason);
}
