import { type AttemptContext, isBreakwaterError } from '@breakwater/core';
import { asksForStream, isIdempotent, isOneShot, isStream, modelIn } from '@breakwater/core/adapter';
import type { AxiosAdapter, AxiosError, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Governor } from './attach-options.ts';
import { callerOf } from './caller-signal.ts';
import { judgeResponse } from './judge.ts';
import { canceled, quiet, refused } from './native-error.ts';
import { type OpenedStream, openStream } from './open-stream.ts';
import { credentialOfConfig, targetOfConfig } from './target.ts';

/** Marks the config of an attempt: an adapter of ours that is reached from within another has nothing more to do. */
export const GOVERNED: unique symbol = Symbol.for('breakwater.governed');

/**
 * One call, with all its attempts.
 *
 * @param body - as it was before axios wrote it out.
 * @returns what axios would return.
 * @throws what axios would throw: the last attempt's own error; a `CanceledError` when the caller gave up; for a refusal
 *   an `AxiosError` with a response of ours.
 */
export async function runCall(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
  body: unknown,
  { breakwater, options: { target: named, beforeAttempt }, library }: Governor,
): Promise<AxiosResponse> {
  const own = config.breakwater === false ? {} : (config.breakwater ?? {});
  const model = modelIn(body, config.url);
  const target = own.target ?? (typeof named === 'function' ? named(config) : named) ?? targetOfConfig(config, model);
  const resendable = !isOneShot(config.data);
  const caller = callerOf(config);
  const leaving = config.responseType === 'stream' && config.signal instanceof AbortSignal ? config.signal : undefined;
  const streaming = config.responseType === 'stream' && asksForStream(config.url ?? '', body);
  const streams = new WeakMap<AxiosResponse, OpenedStream>();

  async function send(attempt: AttemptContext): Promise<AxiosResponse> {
    const { signal, number, target: place } = attempt;
    const request: InternalAxiosRequestConfig & { [GOVERNED]: true } = {
      ...config,
      [GOVERNED]: true,
      headers: config.headers.concat(), // adapters write theirs into it
      // The attempt's own signal rests once the call has its answer: a stream must end also when the caller leaves later.
      signal: leaving === undefined ? signal : AbortSignal.any([signal, leaving]),
    };
    const settle = async <Outcome>(outcome: Outcome): Promise<Outcome> => {
      const response = responseIn(outcome);
      for (const part of [outcome as AxiosResponse, response]) if (part?.config === request) part.config = config;
      if (isStream(response?.data)) {
        const bad = judgeResponse(response, config, false) !== undefined;
        const opened = await openStream(response, attempt, { bad, streaming, modelled: model !== undefined });
        if (opened !== undefined) streams.set(response, opened);
      }
      return outcome;
    };
    await beforeAttempt?.(request, { number, target: place });
    let response: AxiosResponse;
    try {
      response = await adapter(request);
    } catch (error) {
      throw await settle(error);
    }
    return settle(response);
  }

  /** Gives an outcome that goes to the caller its stream again. */
  function restored<Outcome>(outcome: Outcome): Outcome {
    const response = responseIn(outcome);
    const opened = streams.get(response);
    if (opened !== undefined) response.data = opened.replay();
    return outcome;
  }

  try {
    return restored(
      await breakwater.run(target, send, {
        signal: caller.signal,
        deadline: own.deadline,
        priority: own.priority,
        credential: own.credential ?? credentialOfConfig(config),
        idempotent: own.idempotent ?? isIdempotent(config.method, config.headers.has('idempotency-key')),
        resendable,
        streaming,
        fallback: beforeAttempt !== undefined,
        inspect: (response) => judgeResponse(response, config, model !== undefined),
        headersOf: ({ headers }) => headers,
        release: (outcome) => streams.get(responseIn(outcome))?.close(),
      }),
    );
  } catch (error) {
    if (caller.signal?.aborted === true && error === caller.signal.reason)
      throw quiet(canceled(error, config, library));
    const web = adapter === library.getAdapter('fetch', config);
    throw quiet(isBreakwaterError(error) ? refused(error, config, library, web) : restored(error));
  } finally {
    caller.release();
  }
}

/** What an attempt ended with is a response, or an error which may have one. */
function responseIn(outcome: unknown): AxiosResponse {
  return (outcome as AxiosError | undefined)?.response ?? (outcome as AxiosResponse);
}
