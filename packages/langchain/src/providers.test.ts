import { startChaos } from '@breakwater/chaos';
import { createBreakwater } from '@breakwater/core';
import { ChatAnthropic } from '@langchain/anthropic';
import { describe, expect, it } from 'vitest';
import { caught, drain, FAST } from '../test/set-up.ts';
import { withBreakwater } from './index.ts';

/** A model of Anthropic that is governed, and the requests that reached its upstream. */
async function setUp(plan: readonly string[]) {
  const chaos = await startChaos({ scenario: { answer: { chunkMs: 3 } } });
  const base = chaos.plan([...plan]);
  const breakwater = createBreakwater(FAST);
  const model = withBreakwater(breakwater, new ChatAnthropic({ model: 'claude', apiKey: 'k', anthropicApiUrl: base }));
  const requests = (): number => chaos.requestsOf(base).length;
  return { breakwater, model, requests, host: new URL(base).host, [Symbol.asyncDispose]: () => chaos.close() };
}

describe('a model of Anthropic', () => {
  it('is governed on the wire: by status, and by what a 200 says', async () => {
    await using test = await setUp(['529', 'error-body', 'ok']);
    expect(test.model).toBeInstanceOf(ChatAnthropic);
    expect((await test.model.invoke('hello')).text).not.toBe('');
    expect(test.requests()).toBe(3);
    expect(Object.keys(test.breakwater.snapshot().targets)).toEqual([`${test.host}/claude`]);
  });

  it('ends with an error that tells of the 200 that failed', async () => {
    await using test = await setUp(['error-body:status=400']);
    const error = await caught(test.model.invoke('hello'));
    expect(error).toMatchObject({ status: 400 });
    expect(test.breakwater.explain(error)).toMatchObject({ classification: { code: 400 }, stopped: 'not-retryable' });
  });

  it('streams, and is made again before its first content only', async () => {
    await using test = await setUp(['529', 'stream-error:after-events=0', 'ok', 'stream-cut']);
    expect((await drain(test.model.stream('hello'))).error).toBeUndefined();
    expect(test.requests()).toBe(3);
    const { text, error } = await drain(test.model.stream('hello'));
    expect(text).not.toBe('');
    expect(error).toMatchObject({ name: 'StreamInterruptedError' });
    expect(test.requests()).toBe(4);
  });

  it('keeps the policy through bindTools, and its own error', async () => {
    await using test = await setUp(['503*']);
    const error = await caught(test.model.bindTools([]).invoke('hello'));
    expect(error).toMatchObject({ status: 503 });
    expect(test.breakwater.explain(error)).toMatchObject({ stopped: 'attempts-exhausted', attempts: { length: 3 } });
    expect(test.requests()).toBe(3);
  });

  it('is governed by its methods where it makes its client in a way of its own', async () => {
    const breakwater = createBreakwater(FAST);
    let calls = 0;
    const create = async (): Promise<object> => {
      calls += 1;
      throw Object.assign(new Error('overloaded'), { status: 529 });
    };
    const plain = new ChatAnthropic({ model: 'claude', createClient: () => ({ messages: { create } }) });
    await caught(withBreakwater(breakwater, plain).invoke('hello'));
    expect(calls).toBe(3);
    expect(breakwater.snapshot().targets['api.anthropic.com/claude']?.figures).toMatchObject({ calls: 1, attempts: 3 });
  });
});
