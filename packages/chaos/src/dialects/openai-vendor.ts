import { hash } from '../random.ts';
import type { FailureOrder, LimitFigures, Vendor } from './dialect.ts';
import { goDuration } from './go-duration.ts';

interface Row {
  readonly status: number;
  readonly type: string | null;
  readonly code: string | null;
  readonly param?: string | undefined;
  readonly message: (order: FailureOrder) => string;
}

// The first row of a status is the one meant when no variant is named. OpenAI itself has no JSON for 502 and 504 (its
// edge answers with HTML, see the `html` fault): those rows are what OpenAI-compatible gateways send.
const ROWS: Readonly<Record<string, Row>> = {
  invalid_request: {
    status: 400,
    type: 'invalid_request_error',
    code: 'missing_required_parameter',
    param: 'messages',
    message: () => "Missing required parameter: 'messages'.",
  },
  context_length_exceeded: {
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    param: 'messages',
    message: () =>
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 tokens. Please reduce the length of the messages.",
  },
  content_policy_violation: {
    status: 400,
    type: 'invalid_request_error',
    code: 'content_policy_violation',
    message: () => 'Your request was rejected by our safety system.',
  },
  invalid_api_key: {
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: () => 'Incorrect API key provided.',
  },
  insufficient_permissions: {
    status: 403,
    type: 'invalid_request_error',
    code: 'insufficient_permissions',
    message: () => 'You have insufficient permissions for this operation. Missing scopes: model.request.',
  },
  unsupported_country_region_territory: {
    status: 403,
    type: 'request_forbidden',
    code: 'unsupported_country_region_territory',
    message: () => 'Country, region, or territory not supported',
  },
  model_not_found: {
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    param: 'model',
    message: ({ model }) => `The model '${model}' does not exist or you do not have access to it.`,
  },
  rate_limit_exceeded: {
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    message: ({ model, waitMs }) =>
      `Rate limit reached for ${model} on requests per min (RPM).${waitMs === undefined ? '' : ` Please try again in ${goDuration(waitMs)}.`}`,
  },
  slow_down: {
    status: 429,
    type: 'requests',
    code: 'slow_down',
    message: () => 'Slow down: your request rate rose too fast. Reduce it and raise it again gradually.',
  },
  insufficient_quota: {
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: () => 'You exceeded your current quota, please check your plan and billing details.',
  },
  server_error: {
    status: 500,
    type: 'server_error',
    code: null,
    message: () => 'The server had an error while processing your request. Sorry about that!',
  },
  bad_gateway: { status: 502, type: 'server_error', code: 'bad_gateway', message: () => 'Upstream request failed.' },
  server_is_overloaded: {
    status: 503,
    type: 'service_unavailable_error',
    code: 'server_is_overloaded',
    message: () => 'The server is currently overloaded with other requests. Please retry your request later.',
  },
  gateway_timeout: {
    status: 504,
    type: 'server_error',
    code: 'gateway_timeout',
    message: () => 'The upstream took too long to respond.',
  },
};

function rowFor({ status, variant }: FailureOrder): Row {
  if (variant !== undefined && Object.hasOwn(ROWS, variant)) return ROWS[variant] as Row;
  const row = Object.values(ROWS).find((candidate) => candidate.status === status) ?? {
    status,
    type: status < 500 ? 'invalid_request_error' : 'server_error',
    code: null,
    message: () => `The request failed with status ${status}.`,
  };
  return variant === undefined ? row : { ...row, code: variant };
}

/** The `error` object of OpenAI's bodies and chat streams. */
export function openaiError(order: FailureOrder): Record<string, unknown> {
  const row = rowFor(order);
  const { type, code, param = null } = row;
  return { message: order.message ?? row.message(order), type, param, code };
}

export const openai: Vendor = {
  name: 'openai',
  errorBody: (order) => JSON.stringify({ error: openaiError(order) }),
  headers: (requestId) => ({
    'x-request-id': `req_${requestId}`,
    'openai-version': '2020-10-01',
    'openai-processing-ms': String(5 + (hash(requestId) % 40)),
  }),
  errorHeaders: () => ({}),
  limitHeaders: ({ limit, remaining, resetMs }: LimitFigures) => ({
    'x-ratelimit-limit-requests': String(limit),
    'x-ratelimit-remaining-requests': String(remaining),
    'x-ratelimit-reset-requests': goDuration(resetMs),
  }),
};
