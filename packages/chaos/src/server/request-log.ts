import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Fault } from '../faults/fault.ts';
import type { Ending } from './exchange.ts';
import type { Target } from './url-plans.ts';

/** One request as it came in and what became of it. Lives in memory only; `redactRecord` makes the copy that may be shown. */
export interface RequestRecord {
  /** The request's place in the server's count, from 1. */
  readonly number: number;
  /** Milliseconds from the server's start to the end of the request's headers, on its clock. */
  readonly atMs: number;
  readonly method: string;
  /** The path asked for, without a `/plan/...` prefix and without the query. */
  readonly path: string;
  /** The query with its question mark, or an empty text. */
  readonly query: string;
  /** The id in a `/plan/<id>/...` prefix. */
  readonly plan: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly model: string | undefined;
  readonly streaming: boolean;
  /** What was done to it. `ok` when nothing. Absent until that is decided. */
  readonly fault: Fault | undefined;
  /** What decided: `plan`, `timeline`, `rule 0`, `rate-limit`, `capacity`, `request` (it was wrong) or `none`. */
  readonly decidedBy: string | undefined;
  /** The status of the response, or nothing if none was begun. */
  readonly status: number | undefined;
  /** How it ended; nothing while it goes on. */
  readonly ending: Ending | undefined;
  /** Whether the client gave up before its answer was complete. */
  readonly clientHungUp: boolean;
  /** Milliseconds from the request's arrival to its end; nothing while it goes on. */
  readonly tookMs: number | undefined;
}

/** A record that is still being filled in. */
export type OpenRecord = { -readonly [Key in keyof RequestRecord]: RequestRecord[Key] };

/** The record of a request that has just arrived. */
export function openRecord(request: IncomingMessage, target: Target, number: number, atMs: number): OpenRecord {
  return {
    number,
    atMs,
    method: request.method ?? 'GET',
    path: target.path,
    query: target.query,
    plan: target.plan?.id,
    headers: request.headers,
    body: '',
    model: undefined,
    streaming: false,
    fault: undefined,
    decidedBy: undefined,
    status: undefined,
    ending: undefined,
    clientHungUp: false,
    tookMs: undefined,
  };
}

const SECRET_HEADERS = new Set([
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'cookie',
  'proxy-authorization',
]);

/** A copy without credentials and without the prompt, for logs and pages. */
export function redactRecord({ headers, body, ...rest }: RequestRecord): Record<string, unknown> {
  const shown = Object.entries(headers).map(([name, value]) => [name, SECRET_HEADERS.has(name) ? '[redacted]' : value]);
  return { ...rest, headers: Object.fromEntries(shown) as unknown, bodyBytes: Buffer.byteLength(body) };
}

/** The last requests, oldest first. */
export interface RequestLog {
  readonly records: readonly RequestRecord[];
  add(record: RequestRecord): void;
  clear(): void;
}

/** @param limit - how many records are kept, 0 or more. */
export function createRequestLog(limit: number): RequestLog {
  let records: RequestRecord[] = [];
  return {
    get records() {
      return records.slice(Math.max(0, records.length - limit));
    },
    add(record) {
      if (limit === 0) return;
      records.push(record);
      // Cut in bulk: dropping the oldest one at a time would move the whole list at every request.
      if (records.length >= 2 * limit) records = records.slice(-limit);
    },
    clear() {
      records = [];
    },
  };
}
