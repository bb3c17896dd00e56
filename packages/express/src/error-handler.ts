import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Breakwater, detect, type Explanation } from '@breakwater/core';
import {
  type CallerAnswer,
  callerAnswer,
  dialectOf,
  type ErrorFormat,
  errorEvent,
  errorReply,
  plainAnswer,
  type StreamDialect,
} from '@breakwater/core/adapter';
import { hasLeft } from './departure.ts';
import { formatFor } from './error-format.ts';
import type { ErrorMiddleware } from './middleware.ts';
import { isFromUpstream, type OwnHttpError, ownHttpError } from './own-http-error.ts';
import { requestIdOf } from './request-id.ts';

/** One error that was answered, for the server's own eyes. */
export interface ErrorReport<Request extends IncomingMessage = IncomingMessage> {
  readonly error: unknown;
  readonly request: Request;
  readonly requestId: string;
  /** What the client was told, also where it came too late for a status. */
  readonly answer: CallerAnswer;
  /** What it was, what was tried and what to do; undefined for an error of this server's own code. */
  readonly explanation: Explanation | undefined;
}

/** How errors are answered. */
export interface ErrorHandlerOptions<Request extends IncomingMessage = IncomingMessage> {
  /** @defaultValue what the client accepts: Anthropic's or OpenAI's envelope for their clients, problem details else */
  readonly format?: ErrorFormat | ((request: Request) => ErrorFormat) | undefined;
  /** Whose events its streams carry. @defaultValue by the path: `/messages`, `/responses`, chat completions else */
  readonly dialect?: StreamDialect | ((request: Request) => StreamDialect) | undefined;
  /**
   * Whether upstreams are called with the client's own credential: it is then told that its 401 and 403 are its own;
   * else they are ours, and it hears 502. @defaultValue false
   */
  readonly ownCredential?: boolean | ((request: Request) => boolean) | undefined;
  /**
   * Hears of every error with what was answered. What it throws is ignored.
   * @defaultValue writes errors of this server's own code that it did not foresee to `console.error`
   */
  readonly onError?: ((report: ErrorReport<Request>) => void) | undefined;
}

/** What says something about a body that will not be sent. */
const OF_ANOTHER_BODY = [
  'content-length',
  'content-encoding',
  'content-language',
  'content-range',
  'etag',
  'last-modified',
];

/**
 * Express error middleware, to be used last: answers every error with the code that is right for this server's client,
 * and says nothing of what is inside. Streams that have begun end with the error event of their protocol, other answers
 * that have begun are cut off, and a client that has left is not answered at all.
 */
export function errorHandler<Request extends IncomingMessage = IncomingMessage>(
  breakwater: Breakwater,
  options: ErrorHandlerOptions<Request> = {},
): ErrorMiddleware<Request> {
  const { format = formatFor, dialect, ownCredential = false, onError = report } = options;
  // Express takes a function for error middleware by its four parameters, so the last one stands there unused.
  return function breakwaterErrors(error, request, response, _next) {
    if (response.writableEnded || hasLeft(response)) return;
    const theirs = typeof ownCredential === 'function' ? ownCredential(request) : ownCredential;
    const requestId = requestIdOf(request, response);
    const { answer, headers, explanation } = judge(breakwater, error, theirs);
    try {
      onError({ error, request, requestId, answer, explanation });
    } catch {
      // a log that fails must not take the answer with it
    }
    if (response.headersSent) {
      const chosen = typeof dialect === 'function' ? dialect(request) : dialect;
      endBegun(response, errorEvent(answer, chosen ?? dialectOf(pathOf(request)), requestId));
      return;
    }
    const reply = errorReply(answer, typeof format === 'function' ? format(request) : format, requestId);
    for (const name of OF_ANOTHER_BODY) response.removeHeader(name);
    for (const [name, value] of Object.entries({ ...headers, ...reply.headers })) response.setHeader(name, value);
    response.statusCode = reply.status;
    response.statusMessage = '';
    response.end(reply.body);
  };
}

/** What to tell the client, and what it was. */
function judge(
  breakwater: Breakwater,
  error: unknown,
  ownCredential: boolean,
): OwnHttpError & { readonly explanation: Explanation | undefined } {
  const failure = detect(error);
  const explanation = breakwater.explain(error);
  const { target, classification } = explanation;
  const own = ownHttpError(error, failure);
  if (own !== undefined && (target === undefined || hasExpose(error))) return { ...own, explanation: undefined };
  if (target === undefined && !isFromUpstream(failure)) {
    return { answer: plainAnswer(500, 'server_error', false), headers: {}, explanation: undefined };
  }
  const shutForMs = target === undefined ? undefined : breakwater.peek(target)?.retryAfterMs;
  return { answer: callerAnswer(classification, { ownCredential, shutForMs }), headers: {}, explanation };
}

/** Routers cut `url` down to what is theirs; Express keeps the whole. */
function pathOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  return request.originalUrl ?? request.url ?? '';
}

/** A stream ends as its protocol says; of anything else the client must see that it is not whole. */
function endBegun(response: ServerResponse, event: string): void {
  const type = String(response.getHeader('content-type') ?? '');
  if (type.startsWith('text/event-stream')) response.end(event);
  else response.destroy();
}

function hasExpose(error: unknown): boolean {
  return typeof (error as { expose?: unknown } | null)?.expose === 'boolean';
}

function report({ error, answer, explanation }: ErrorReport): void {
  if (explanation === undefined && answer.status === 500) console.error(error);
}
