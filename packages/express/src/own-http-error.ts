import { type CallerAnswer, plainAnswer } from '@breakwater/core/adapter';
import type { Code, Failure } from '@breakwater/core';

/** An error that this server's own code made to be answered with, as `http-errors` and `body-parser` do. */
export interface OwnHttpError {
  readonly answer: CallerAnswer;
  /** Headers that the error brings along, such as `allow` and `www-authenticate`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Finer kinds, in the words of the reference. */
const REASONS: Readonly<Record<number, string>> = {
  401: 'invalid_api_key',
  403: 'permission_denied',
  404: 'not_found',
  409: 'conflict',
  413: 'payload_too_large',
  429: 'rate_limited',
  503: 'overloaded',
  504: 'gateway_timeout',
};

/**
 * Reads an error as Express' own world marks them: `status` and `expose`; a 4xx `status` alone will do for an error
 * that shows no trace of an upstream's response. Its words are told to the client only where `expose` allows it.
 */
export function ownHttpError(error: unknown, failure: Failure): OwnHttpError | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { status: first, statusCode, expose, message, headers } = error as Record<string, unknown>;
  const status = first ?? statusCode;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599) return undefined;
  const marked = typeof expose === 'boolean';
  if (!marked && (status >= 500 || isFromUpstream(failure))) return undefined;
  const code = codeOf(status);
  const reason = REASONS[status] ?? (code === 400 ? 'invalid_request' : 'server_error');
  const answer = { ...plainAnswer(code, reason, code === 429 || code > 500), status };
  const told = expose === true && typeof message === 'string' && message !== '' ? { message } : {};
  return { answer: { ...answer, ...told }, headers: marked ? texts(headers) : {} };
}

/** Whether an error that did not pass through the policy carries an upstream's response. */
export function isFromUpstream({ kind, headers, body }: Failure): boolean {
  return kind === 'stream' || (kind === 'response' && (body !== undefined || Object.keys(headers).length > 0));
}

function codeOf(status: number): Code {
  if (status === 401 || status === 403 || status === 429) return status;
  if (status < 500) return 400;
  return status === 502 || status === 503 || status === 504 ? status : 500;
}

function texts(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) return {};
  const pairs = Object.entries(headers).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
}
