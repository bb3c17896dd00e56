import type { CallerAnswer } from './caller-answer.ts';

/** How an error is written down: problem details (RFC 9457), or the envelope that a provider's clients know. */
export type ErrorFormat = 'problem' | 'openai' | 'anthropic';

/** An error as it goes over the wire. */
export interface ErrorReply {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Writes an answer down. */
export function errorReply(answer: CallerAnswer, format: ErrorFormat, requestId: string): ErrorReply {
  const { status, retryAfterSeconds, retryable } = answer;
  const headers: Record<string, string> = {
    'content-type': format === 'problem' ? 'application/problem+json' : 'application/json',
    'cache-control': 'no-store', // an error of this moment is none of the next
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  };
  if (format === 'anthropic') headers['request-id'] = requestId;
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
  // The SDKs of OpenAI and Anthropic heed it; by themselves they repeat every 5xx.
  if (!retryable && status >= 429) headers['x-should-retry'] = 'false';
  return { status, headers, body: JSON.stringify(bodyOf(answer, format, requestId)) };
}

function bodyOf(answer: CallerAnswer, format: ErrorFormat, requestId: string): object {
  const { status, code, reason, message, retryAfterSeconds } = answer;
  switch (format) {
    case 'openai':
      return { error: openaiError(answer) };
    case 'anthropic':
      return { type: 'error', error: anthropicError(answer), request_id: requestId };
    case 'problem':
      return {
        // RFC 9457, 4.2.1: with it, the title is that of the status.
        type: 'about:blank',
        title: TITLES[status] ?? `Status ${status}`,
        status,
        detail: message,
        code,
        reason,
        requestId,
        ...(retryAfterSeconds !== undefined && { retryAfter: retryAfterSeconds }),
      };
  }
}

/** The `error` object of OpenAI's bodies and chat streams. */
export function openaiError({ status, reason, message }: CallerAnswer): Record<string, unknown> {
  return { message, type: OPENAI_TYPES[status] ?? otherType(status), param: null, code: reason };
}

/** The `error` object of Anthropic's bodies and streams. */
export function anthropicError({ status, message }: CallerAnswer): Record<string, unknown> {
  return { type: ANTHROPIC_TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error'), message };
}

function otherType(status: number): string {
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

const OPENAI_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
  503: 'service_unavailable_error',
};

const ANTHROPIC_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
};

/** The reason phrases of RFC 9110 and 6585 for what is answered here. */
const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
