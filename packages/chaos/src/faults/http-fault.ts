import {
  anything,
  flag,
  httpHeaders,
  integer,
  milliseconds,
  number,
  oneOf,
  shape,
  text,
  textOrNumber,
} from '../scenario/check.ts';
import type { Check } from '../scenario/check.ts';
import type { Exchange } from '../server/exchange.ts';
import { edgePage } from './edge-page.ts';
import type { FaultTiming } from './fault-timing.ts';
import type { Reply } from './reply.ts';

/** An error answer in the API's own words. */
export interface StatusFault extends FaultTiming {
  readonly kind: 'status';
  /** 400 to 599. The eight codes and the others the APIs use have their true bodies, the rest a plain one. */
  readonly status: number;
  /** A finer kind, for example `insufficient_quota` or `context_length_exceeded`. An unknown one becomes the error's `code`, or its `details.error_code` with Anthropic. */
  readonly variant?: string | undefined;
  readonly message?: string | undefined;
  /** The `retry-after` header: a number of seconds, or any text, sent as it is, garbled and negative ones included. */
  readonly retryAfter?: number | string | undefined;
  /** The `retry-after-ms` header, sent as it is. */
  readonly retryAfterMs?: number | string | undefined;
  /** The `retry-after` header as an HTTP-date, this many milliseconds from now. Negative lies in the past. */
  readonly retryAfterDateMs?: number | undefined;
  /** The `x-should-retry` header. */
  readonly shouldRetry?: boolean | undefined;
  /** More headers, or others in place of the usual ones. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A body in place of the API's own: text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** The HTML page an edge puts in place of the API's answer. */
export interface HtmlFault extends FaultTiming {
  readonly kind: 'html';
  /** @defaultValue 502 */
  readonly status?: number | undefined;
  /** @defaultValue 'nginx' */
  readonly edge?: 'nginx' | 'cloudflare' | 'load-balancer' | undefined;
}

/** HTTP 200 with an error as its body, where an answer or a stream was asked for. */
export interface ErrorBodyFault extends FaultTiming {
  readonly kind: 'error-body';
  /** The status the body tells of. @defaultValue 500 */
  readonly status?: number | undefined;
  readonly variant?: string | undefined;
  readonly message?: string | undefined;
}

export type HttpFault = StatusFault | HtmlFault | ErrorBodyFault;

const delayMs = milliseconds;
const failure = { status: integer(400, 599), variant: text, message: text };

export const HTTP_FAULTS: Readonly<Record<HttpFault['kind'], Check>> = {
  status: shape(
    {
      kind: text,
      delayMs,
      ...failure,
      retryAfter: textOrNumber,
      retryAfterMs: textOrNumber,
      retryAfterDateMs: number(-(2 ** 40), 2 ** 40),
      shouldRetry: flag,
      headers: httpHeaders,
      body: anything,
    },
    ['status'],
  ),
  html: shape({ kind: text, delayMs, status: integer(200, 599), edge: oneOf('nginx', 'cloudflare', 'load-balancer') }),
  'error-body': shape({ kind: text, delayMs, ...failure }),
};

export function sendStatus(fault: StatusFault, exchange: Exchange, reply: Reply): void {
  const { status } = fault;
  const vendor = reply.dialect.vendor;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ...reply.headers,
    ...vendor.errorHeaders(status),
  };
  const waitMs = promisedWaitMs(fault);
  if (status === 429 && waitMs !== undefined) {
    // What the API would say of the limit that was hit; the figures of a real rate limit, when there is one, win.
    const resetAtMs = exchange.clock.wallNow() + waitMs;
    Object.assign(headers, vendor.limitHeaders({ limit: 60, remaining: 0, resetMs: waitMs, resetAtMs }), reply.headers);
  }
  if (fault.retryAfter !== undefined) headers['retry-after'] = String(fault.retryAfter);
  if (fault.retryAfterMs !== undefined) headers['retry-after-ms'] = String(fault.retryAfterMs);
  if (fault.retryAfterDateMs !== undefined) {
    headers['retry-after'] = new Date(exchange.clock.wallNow() + fault.retryAfterDateMs).toUTCString();
  }
  if (fault.shouldRetry !== undefined) headers['x-should-retry'] = String(fault.shouldRetry);
  for (const [name, value] of Object.entries(fault.headers ?? {})) headers[name.toLowerCase()] = value;
  exchange.send(status, headers, statusBody(fault, reply));
}

function statusBody(fault: StatusFault, reply: Reply): string {
  if (fault.body !== undefined) return typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body);
  const { status, variant, message } = fault;
  const order = reply.order({ status, variant, message, waitMs: promisedWaitMs(fault) });
  return reply.dialect.vendor.errorBody(order, reply.requestId);
}

// The wait the fault's numbers tell of. Texts, dates and negative numbers are between the test and its client.
function promisedWaitMs({ retryAfter, retryAfterMs }: StatusFault): number | undefined {
  if (typeof retryAfterMs === 'number' && retryAfterMs >= 0) return retryAfterMs;
  return typeof retryAfter === 'number' && retryAfter >= 0 ? retryAfter * 1_000 : undefined;
}

export function sendHtml(fault: HtmlFault, exchange: Exchange, reply: Reply): void {
  const { status = 502, edge = 'nginx' } = fault;
  const { headers, body } = edgePage(edge, status, reply.requestId);
  exchange.send(status, headers, body);
}

export function sendErrorBody(fault: ErrorBodyFault, exchange: Exchange, reply: Reply): void {
  const { status = 500, variant, message } = fault;
  const body = reply.dialect.vendor.errorBody(reply.order({ status, variant, message }), reply.requestId);
  exchange.send(200, { 'content-type': 'application/json', ...reply.headers }, body);
}
