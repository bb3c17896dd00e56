import { asksForStream, isIdempotent, isOneShot, modelIn } from '@breakwater/core/adapter';
import type { AttemptInfo, AttemptRequest, FetchOptions, PolicyRequestInit, RequestFacts } from './fetch-options.ts';

/** By which the SDKs of OpenAI and Anthropic count their own retries. */
export const RETRY_COUNT = 'x-stainless-retry-count';

/** A request that may go out several times. */
export interface Outgoing extends RequestFacts {
  /** Of the caller. */
  readonly signal: AbortSignal | undefined;
  /** The body can be sent a second time. */
  readonly resendable: boolean;
  readonly idempotent: boolean;
  /** A stream is asked for. */
  readonly streaming: boolean;
  /** What the next attempt sends. */
  attempt(info: AttemptInfo, signal: AbortSignal): Promise<[string | Request, RequestInit]>;
  /** No attempt will follow: lets go of what was kept to be sent again. */
  done(): void;
}

/** Reads what is asked for, once, before the first attempt. */
export async function outgoing(
  input: string | URL | Request,
  { breakwater: _breakwater, ...init }: PolicyRequestInit,
  beforeAttempt: FetchOptions['beforeAttempt'],
): Promise<Outgoing> {
  const request = input instanceof Request ? input : undefined;
  const url = request?.url ?? String(input);
  const method = (init.method ?? request?.method ?? 'GET').toUpperCase();
  const headers = new Headers(init.headers ?? request?.headers);
  const kept = request?.body && !init.body ? request : undefined;
  const json = parse(await textOf(kept ?? init.body, headers));

  return {
    url,
    method,
    headers,
    model: modelIn(json, url),
    signal: init.signal === undefined ? request?.signal : (init.signal ?? undefined),
    resendable: !isOneShot(init.body),
    idempotent: isIdempotent(method, headers.has('idempotency-key')),
    streaming: asksForStream(url, json),

    async attempt(info, signal) {
      const own: AttemptRequest = { url, headers: new Headers(headers), body: init.body };
      // An SDK says 0 however often we send it.
      if (info.number > 1 && headers.has(RETRY_COUNT)) own.headers.set(RETRY_COUNT, String(info.number - 1));
      await beforeAttempt?.(own, info);
      const changed: RequestInit = { ...init, headers: own.headers, signal };
      if (own.body !== undefined) changed.body = own.body;
      if (request === undefined) return [own.url, changed];
      // A clone, because the body of a request is read once.
      const again = request.clone();
      return [own.url === url ? again : new Request(own.url, again), changed];
    },

    done() {
      // Marks it as used, as fetch does, and frees what the clones kept of it.
      if (kept !== undefined && !kept.bodyUsed) void kept.body?.cancel().catch(() => undefined);
    },
  };
}

/** The body, where it says that it is JSON; undefined for any other. */
async function textOf(body: Request | RequestInit['body'] | undefined, headers: Headers): Promise<string | undefined> {
  if (typeof body === 'string') return body;
  if (!body || !(headers.get('content-type') ?? '').includes('json')) return undefined;
  if (body instanceof Request) return body.clone().text();
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return new TextDecoder().decode(body);
  return undefined;
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
