import type { FailureOrder, LimitFigures, Vendor } from './dialect.ts';

interface Row {
  readonly status: number;
  readonly type: string;
  readonly message: (order: FailureOrder) => string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

// The first row of a status is the one meant when no variant is named.
const ROWS: Readonly<Record<string, Row>> = {
  invalid_request: { status: 400, type: 'invalid_request_error', message: () => 'messages: Field required' },
  context_length_exceeded: {
    status: 400,
    type: 'invalid_request_error',
    message: () => 'prompt is too long: 205351 tokens > 200000 maximum',
  },
  credit_balance_too_low: {
    status: 400,
    type: 'invalid_request_error',
    message: () => 'Your credit balance is too low to access the Anthropic API.',
  },
  invalid_api_key: { status: 401, type: 'authentication_error', message: () => 'invalid x-api-key' },
  billing: { status: 402, type: 'billing_error', message: () => 'There is an issue with your billing information.' },
  insufficient_permissions: {
    status: 403,
    type: 'permission_error',
    message: () => 'Your API key does not have permission to use the specified resource.',
  },
  model_not_found: { status: 404, type: 'not_found_error', message: ({ model }) => `model: ${model}` },
  conflict: { status: 409, type: 'conflict_error', message: () => 'The request conflicts with the current state.' },
  request_too_large: { status: 413, type: 'request_too_large', message: () => 'Request exceeds the maximum size' },
  rate_limit_exceeded: {
    status: 429,
    type: 'rate_limit_error',
    message: () => "This request would exceed your organization's rate limit. Please try again later.",
  },
  enforced_spend_limit_reached: {
    status: 429,
    type: 'rate_limit_error',
    message: () => 'Your organization has reached its spend limit.',
    details: { error_code: 'enforced_spend_limit_reached' },
  },
  server_error: { status: 500, type: 'api_error', message: () => 'Internal server error' },
  bad_gateway: { status: 502, type: 'api_error', message: () => 'Bad gateway' },
  unavailable: { status: 503, type: 'api_error', message: () => 'Service temporarily unavailable' },
  gateway_timeout: { status: 504, type: 'timeout_error', message: () => 'The request timed out while processing.' },
  overloaded: { status: 529, type: 'overloaded_error', message: () => 'Overloaded' },
};

function rowFor({ status, variant }: FailureOrder): Row {
  if (variant !== undefined && Object.hasOwn(ROWS, variant)) return ROWS[variant] as Row;
  const row = Object.values(ROWS).find((candidate) => candidate.status === status) ?? {
    status,
    type: status < 500 ? 'invalid_request_error' : 'api_error',
    message: () => `The request failed with status ${status}.`,
  };
  return variant === undefined ? row : { ...row, details: { error_code: variant } };
}

/** The `error` object of Anthropic's bodies and streams. */
export function anthropicError(order: FailureOrder): Record<string, unknown> {
  const { type, message, details } = rowFor(order);
  const error = { type, message: order.message ?? message(order) };
  return details ? { ...error, details } : error;
}

export const anthropic: Vendor = {
  name: 'anthropic',
  errorBody: (order, requestId) =>
    JSON.stringify({ type: 'error', error: anthropicError(order), request_id: `req_${requestId}` }),
  headers: (requestId) => ({ 'request-id': `req_${requestId}` }),
  errorHeaders: (status) => ({ 'x-should-retry': String(status === 429 || status >= 500) }),
  limitHeaders: ({ limit, remaining, resetAtMs }: LimitFigures) => ({
    'anthropic-ratelimit-requests-limit': String(limit),
    'anthropic-ratelimit-requests-remaining': String(remaining),
    'anthropic-ratelimit-requests-reset': `${new Date(resetAtMs).toISOString().slice(0, 19)}Z`,
  }),
};
