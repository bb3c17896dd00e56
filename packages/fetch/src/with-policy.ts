import { type AttemptContext, type Breakwater, isBreakwaterError } from '@breakwater/core';
import { credentialIn, refusalReply, targetOf, warnOnce } from '@breakwater/core/adapter';
import type { FetchOptions, PolicyFetch, PolicyRequestInit } from './fetch-options.ts';
import { outgoing, type Outgoing, RETRY_COUNT } from './outgoing.ts';
import { restate } from './rebuild.ts';
import { receive, type Received } from './receive.ts';

/** Marks what an attempt sends: a `fetch` of ours that is reached from within another has nothing more to do. */
const GOVERNED = Symbol.for('breakwater.governed');

/**
 * A `fetch` whose requests go out under a policy: failed attempts are made again where that helps, and streams are
 * guarded.
 *
 * @returns a `fetch` that resolves and rejects as the platform's does: with the last response, its body unread, when no
 *   attempt is left; with the last attempt's own error where no response came; with the signal's reason when the caller
 *   left; with a `BreakwaterError` for a refusal, unless `refusal` says otherwise.
 * @throws TypeError for what is no breakwater.
 */
export function withPolicy(breakwater: Breakwater, options: FetchOptions = {}): PolicyFetch {
  if (typeof (breakwater as Partial<Breakwater> | undefined)?.run !== 'function') {
    throw new TypeError(`breakwater: found ${typeof breakwater}; allowed: what createBreakwater() returns`);
  }
  const { fetch: base = (input, init) => globalThis.fetch(input, init), refusal = 'throw' } = options;
  return async (input, init = {}) => {
    if (init.breakwater === false || GOVERNED in init) {
      const { breakwater: _own, ...plain } = init;
      return base(input, plain);
    }
    const request = await outgoing(input, init, options.beforeAttempt);
    if (Number(request.headers.get(RETRY_COUNT)) > 0) {
      const text = 'an SDK on top of this fetch retries too, so attempts multiply: give it maxRetries: 0';
      warnOnce('@breakwater/fetch', text, options.warn);
    }
    try {
      return await runCall(breakwater, request, init, base, options);
    } catch (error) {
      if (refusal === 'throw' || !isBreakwaterError(error)) throw error;
      const { body, ...reply } = refusalReply(error);
      return Object.defineProperty(new Response(body, reply), 'url', { value: request.url });
    } finally {
      request.done();
    }
  };
}

async function runCall(
  breakwater: Breakwater,
  request: Outgoing,
  { breakwater: own = {} }: PolicyRequestInit,
  base: NonNullable<FetchOptions['fetch']>,
  { target: named, beforeAttempt, refusal }: FetchOptions,
): Promise<Response> {
  const { signal, resendable, idempotent, streaming, url, model } = request;
  const { target, credential, priority, deadline, idempotent: harmless } = own === false ? {} : own;
  const seen = new WeakMap<Response, Received>();

  async function send(attempt: AttemptContext): Promise<Response> {
    // The attempt's own signal rests once the call has its answer; a body may be read long after.
    const ending = signal === undefined ? attempt.signal : AbortSignal.any([attempt.signal, signal]);
    const [input, init] = await request.attempt(attempt, ending);
    const received = await receive(await base(input, { ...init, [GOVERNED]: true } as RequestInit), request, attempt);
    seen.set(received.response, received);
    return received.response;
  }

  const last = await breakwater.run(
    target ?? (typeof named === 'function' ? named(request) : named) ?? targetOf(url, model),
    send,
    {
      signal,
      deadline,
      priority,
      credential: credential ?? credentialIn((name) => request.headers.get(name), url),
      resendable,
      streaming,
      idempotent: harmless ?? idempotent,
      fallback: beforeAttempt !== undefined,
      inspect: (response) => seen.get(response)?.failure,
      headersOf: ({ headers }) => headers,
      release: (outcome) => seen.get(outcome as Response)?.close(),
    },
  );
  // An SDK makes an answer of every 200, and stumbles over it, or its user does.
  const isWrong = refusal === 'response' && last.ok && seen.get(last)?.failure !== undefined;
  return isWrong ? restate(last, breakwater.explain(last).classification.code ?? 502) : last;
}
