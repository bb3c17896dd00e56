import { type Breakwater, type BreakwaterOptions, createBreakwater, type Policy } from '@breakwater/core';
import { type FetchOptions, type PolicyFetch, type PolicyRequestInit, withPolicy } from '../src/index.ts';

/** Three attempts a moment apart, and no breaker in the way. */
export const FAST: Policy = { retry: { max: 3, base: '1ms', cap: '2ms', budget: false }, breaker: false };

export interface SetUp {
  readonly breakwater: Breakwater;
  readonly fetch: PolicyFetch;
}

export function setUp(policy: Policy = FAST, options: FetchOptions = {}, more: BreakwaterOptions = {}): SetUp {
  const breakwater = createBreakwater(policy, more);
  return { breakwater, fetch: withPolicy(breakwater, options) };
}

/** A question to a model, in the words of OpenAI's chat API. */
export function question(more: Readonly<Record<string, unknown>> = {}): PolicyRequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5', max_tokens: 50, messages: [{ role: 'user', content: 'hello' }], ...more }),
  };
}

/** What a promise is rejected with. */
export function caught(
  promise: Promise<unknown>,
): Promise<Error & { readonly code?: string; readonly cause?: unknown }> {
  return promise.then(
    () => {
      throw new Error('a failure was expected');
    },
    (error: unknown) => error as Error,
  );
}
