import { getEventListeners } from 'node:events';
import { createBreakwater } from '@breakwater/core';
import type { OpenAI } from 'openai';
import { describe, expect, it } from 'vitest';
import { caught, FAST, FRAGILE, MAJORS, setUp } from '../test/set-up.ts';
import { perRequest, withBreakwater } from './index.ts';

const question = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'hello' }] };
const faults = ['503', 'reset', 'ok'];

describe.each(MAJORS)('a client of %s', (_major, library) => {
  it('makes a call again where that helps: chat, responses, embeddings, models', async () => {
    await using test = await setUp(library, [...faults, ...faults, ...faults, ...faults]);
    const { client } = test;
    expect((await client.chat.completions.create(question)).choices).toHaveLength(1);
    expect((await client.responses.create({ model: 'gpt-5', input: 'hello' })).output_text).not.toBe('');
    expect((await client.embeddings.create({ model: 'e', input: 'hello' })).data).toHaveLength(1);
    expect((await client.models.list()).data).not.toHaveLength(0);
    expect(test.requests()).toHaveLength(12);
  });

  it('helps the streaming helpers over what fails before the first content', async () => {
    await using test = await setUp(library, [
      '503',
      'stream-cut:after-events=0',
      'ok',
      'stream-error:after-events=0',
      'ok',
    ]);
    expect((await test.client.chat.completions.stream(question).finalChatCompletion()).choices).toHaveLength(1);
    const stream = test.client.responses.stream({ model: 'gpt-5', input: 'hello' });
    expect((await stream.finalResponse()).output_text).not.toBe('');
    expect(test.requests()).toHaveLength(5);
  });

  it('surfaces a stream that breaks off, and sends nothing again', async () => {
    await using test = await setUp(library, ['stream-reset', 'stream-cut', 'stream-error']);
    for (const [index, name] of ['StreamInterruptedError', 'StreamInterruptedError', 'Error'].entries()) {
      let pieces = 0;
      const reading = (async () => {
        for await (const chunk of await test.client.chat.completions.create({ ...question, stream: true })) {
          if (chunk.choices[0]?.delta.content) pieces++;
        }
      })();
      const error = await caught(reading);
      expect(error.name).toBe(name);
      expect(pieces).toBeGreaterThan(0);
      expect(test.requests()).toHaveLength(index + 1);
    }
    const [figures] = Object.values(test.breakwater.snapshot().targets).map((target) => target.figures);
    expect(figures).toMatchObject({ calls: 3, callsFailed: 3 });
  });

  it('sends files, whose bytes can be sent again', async () => {
    await using test = await setUp(library, ['503', 'reset', '503']);
    const file = new File(['{"a":1}'], 'a.jsonl');
    const error = await caught(test.client.files.create({ file, purpose: 'batch' }));
    expect(error).toMatchObject({ status: 503 });
    const bodies = test.requests().map(({ body }) => body.replaceAll(/-{4,}[\w-]+/g, 'BOUNDARY'));
    expect(bodies).toHaveLength(3);
    expect(bodies[0]).toContain('{"a":1}');
    expect(new Set(bodies).size).toBe(1);
  });

  it('never sends a body twice that can be read once', async () => {
    await using test = await setUp(library, ['503*']);
    const body = new Blob([JSON.stringify(question)]).stream();
    const headers = { 'content-type': 'application/json' };
    const error = await caught(test.client.post('/chat/completions', { body, headers }));
    expect(test.breakwater.explain(error).stopped).toBe('body-not-resendable');
    expect(test.requests()).toHaveLength(1);
  });

  it('gives the error class that it would give without us, explained', async () => {
    await using test = await setUp(library, ['401', '503*2', '429', '503*']);
    expect(await caught(test.client.chat.completions.create(question))).toBeInstanceOf(library.AuthenticationError);
    const throttled = await caught(test.client.chat.completions.create({ ...question, model: 'other' }));
    expect(throttled).toBeInstanceOf(library.RateLimitError);
    const error = await caught(test.client.chat.completions.create(question));
    expect(error).toBeInstanceOf(library.InternalServerError);
    expect(error.requestID).toMatch(/^req_/);
    expect(test.breakwater.explain(error)).toMatchObject({ stopped: 'attempts-exhausted', attempts: { length: 3 } });
    expect(test.requests()).toHaveLength(7);
  });

  it('refuses with its own error: 503 with retry-after, no request, and no retry of its own', async () => {
    await using test = await setUp(library, ['500*'], FRAGILE);
    await caught(test.client.chat.completions.create(question));
    for (const maxRetries of [0, 2]) {
      const error = await caught(test.client.chat.completions.create(question, { maxRetries }));
      expect(error).toBeInstanceOf(library.InternalServerError);
      expect(error).toMatchObject({ status: 503, type: 'breakwater', code: 'breaker-open' });
      expect(Number(error.headers?.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(test.requests()).toHaveLength(1);
  });

  it('refuses with a 504 where time ran out', async () => {
    await using test = await setUp(library, ['hang']);
    const error = await caught(test.client.chat.completions.create(question, perRequest({ deadline: '200ms' })));
    expect(error).toBeInstanceOf(library.InternalServerError);
    expect(error).toMatchObject({ status: 504, code: 'deadline-exceeded' });
    expect(test.requests().length).toBeLessThan(2);
  });

  it('refuses with a 429 where the account has run dry, and asks once', async () => {
    const body = { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } };
    await using test = await setUp(library, [{ kind: 'status', status: 429, body }]);
    await caught(test.client.chat.completions.create(question));
    const error = await caught(test.client.chat.completions.create(question));
    expect(error).toBeInstanceOf(library.RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'credential-paused', type: 'breakwater' });
    expect(Number(error.headers?.get('retry-after'))).toBeGreaterThan(0);
    expect(test.requests()).toHaveLength(1);
  });

  it('leaves network failures its own, with what the policy knows of them', async () => {
    await using test = await setUp(library, ['reset*']);
    const error = await caught(test.client.chat.completions.create(question));
    expect(error).toBeInstanceOf(library.APIConnectionError);
    expect(test.breakwater.explain(error)).toMatchObject({ stopped: 'attempts-exhausted', attempts: { length: 3 } });
    expect(test.requests()).toHaveLength(3);
  });

  it('ends at once for a caller that leaves, in its own words', async () => {
    await using test = await setUp(library, ['429:retry-after=60']);
    const controller = new AbortController();
    test.breakwater.on('retry', () => controller.abort());
    const error = await caught(test.client.chat.completions.create(question, { signal: controller.signal }));
    expect(error).toBeInstanceOf(library.APIUserAbortError);
    expect(test.requests()).toHaveLength(1);
  });

  it('counts its attempts for the upstream, as it would itself', async () => {
    await using test = await setUp(library, faults);
    await test.client.chat.completions.create(question);
    expect(test.requests().map(({ headers }) => headers['x-stainless-retry-count'])).toEqual(['0', '1', '2']);
  });

  it('takes an error inside of a 200 for what it is', async () => {
    await using test = await setUp(library, ['error-body', 'truncated-json', 'ok']);
    expect((await test.client.chat.completions.create(question)).choices).toHaveLength(1);
    expect(test.requests()).toHaveLength(3);
  });

  it('throws for an error inside of a 200 that stays', async () => {
    await using test = await setUp(library, ['error-body:status=400', 'error-body*']);
    const wrong = await caught(test.client.chat.completions.create(question));
    expect(wrong).toBeInstanceOf(library.BadRequestError);
    expect(test.breakwater.explain(wrong)).toMatchObject({ classification: { code: 400 }, stopped: 'not-retryable' });
    const failed = await caught(test.client.responses.create({ model: 'gpt-5', input: 'hello' }));
    expect(failed).toBeInstanceOf(library.InternalServerError);
    expect(test.breakwater.explain(failed)).toMatchObject({ attempts: [{}, {}, {}], stopped: 'attempts-exhausted' });
    expect(test.requests()).toHaveLength(4);
  });

  it("leaves no listener on the caller's signal that the client would not leave", async () => {
    await using test = await setUp(library, faults);
    const left = async (client: OpenAI): Promise<number> => {
      const { signal } = new AbortController();
      await client.chat.completions.create(question, { signal });
      await new Promise(setImmediate);
      return getEventListeners(signal, 'abort').length;
    };
    const bare = new library.OpenAI({ apiKey: 'k', baseURL: `${test.chaos.plan(['ok'])}/v1` });
    const theirs = await left(bare);
    expect(await left(test.client)).toBe(theirs);
    expect(theirs).toBe(library === MAJORS[0]![1] ? 0 : 1);
  });

  it('names targets by host and model', async () => {
    await using test = await setUp(library, ['ok']);
    await test.client.chat.completions.create(question);
    await test.client.models.list();
    const { host } = new URL(test.base);
    expect(Object.keys(test.breakwater.snapshot().targets)).toEqual([`${host}/gpt-5`, host]);
  });

  it('keeps the raw response and its headers', async () => {
    await using test = await setUp(library, ['503']);
    const { data, response, request_id: id } = await test.client.chat.completions.create(question).withResponse();
    expect(data.choices).toHaveLength(1);
    expect(response.url).toContain('/v1/chat/completions');
    expect(id).toMatch(/^req_/);
  });

  it('stays governed through withOptions', async () => {
    await using test = await setUp(library, faults);
    await test.client.withOptions({ timeout: 300_000 }).chat.completions.create(question);
    expect(test.requests()).toHaveLength(3);
  });

  it('puts an Azure client under the policy, by deployment', async () => {
    await using test = await setUp(library, ['ok']);
    const base = test.chaos.plan(faults);
    const azure = new library.AzureOpenAI(
      withBreakwater(test.breakwater, { apiKey: 'k', apiVersion: '2025-01-01', endpoint: base, deployment: 'my-gpt' }),
    );
    expect((await azure.chat.completions.create(question)).choices).toHaveLength(1);
    const requests = test.chaos.requestsOf(base);
    expect(requests).toHaveLength(3);
    expect(requests[0]?.path).toContain('/deployments/my-gpt/');
    expect(Object.keys(test.breakwater.snapshot().targets)).toEqual([`${new URL(base).host}/my-gpt`]);
  });

  it('says for one request what concerns it alone', async () => {
    await using test = await setUp(library, ['503*']);
    const { completions } = test.client.chat;
    await caught(completions.create(question, { timeout: 300_000, ...perRequest({ target: 'mine', priority: 1 }) }));
    expect(Object.keys(test.breakwater.snapshot().targets)).toEqual(['mine']);
    await caught(completions.create(question, { maxRetries: 0, ...perRequest(false) }));
    expect(test.requests()).toHaveLength(4);
    expect(test.requests().some(({ body, headers }) => JSON.stringify([body, headers]).includes('mine'))).toBe(false);
  });

  it('sends a key with every POST where the gateway heeds such, the same for all attempts', async () => {
    await using test = await setUp(library, faults, FAST, { idempotencyKeys: true });
    const keys = (): unknown[] => test.requests().map(({ headers }) => headers['idempotency-key']);
    await test.client.chat.completions.create(question);
    expect(keys()[0]).toMatch(/^breakwater-[\da-f-]{36}$/);
    expect(new Set(keys()).size).toBe(1);
    await test.client.chat.completions.create(question, { headers: { 'idempotency-key': 'mine' } });
    expect(keys().at(-1)).toBe('mine');
    await test.client.models.list();
    expect(keys().at(-1)).toBeUndefined();
    expect(new Set(keys()).size).toBe(3);
  });

  it('goes to a fallback by beforeAttempt', async () => {
    await using test = await setUp(library, ['ok']);
    const [sick, well] = [test.chaos.plan(['503*']), test.chaos.plan(['ok'])];
    const breakwater = createBreakwater({ ...FAST, fallback: { '*': ['second'] } });
    const beforeAttempt = (request: { url: string }, { target }: { target: string }): void => {
      if (target === 'second') request.url = request.url.replace(sick, well);
    };
    const options = withBreakwater(breakwater, { apiKey: 'k', baseURL: `${sick}/v1` }, { beforeAttempt });
    expect((await new library.OpenAI(options).chat.completions.create(question)).choices).toHaveLength(1);
    expect(test.chaos.requestsOf(sick)).toHaveLength(3);
    expect(test.chaos.requestsOf(well)).toHaveLength(1);
  });
});

describe('withBreakwater', () => {
  const breakwater = createBreakwater(FAST);

  it('says once that retries which were asked for are off, and leaves the given options alone', () => {
    const said: string[] = [];
    const given = { apiKey: 'k', maxRetries: 4, organization: 'o' };
    for (let client = 0; client < 2; client++) {
      const options = withBreakwater(breakwater, given, { warn: (text) => said.push(text) });
      expect(options).toEqual({
        apiKey: 'k',
        maxRetries: 0,
        organization: 'o',
        fetch: expect.any(Function) as unknown,
      });
    }
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('maxRetries');
    expect(given).toEqual({ apiKey: 'k', maxRetries: 4, organization: 'o' });
  });

  it('sends by the fetch that the client was given', async () => {
    const urls: string[] = [];
    const fetch = async (input: string | URL | Request): Promise<Response> => {
      urls.push(String(input));
      return Response.json({ data: [] });
    };
    const { fetch: governed } = withBreakwater(breakwater, { apiKey: 'k', fetch });
    await governed('https://a.test/v1/models');
    expect(urls).toEqual(['https://a.test/v1/models']);
  });

  it.each([undefined, null, 'sk-1'])('refuses %j for options', (given) => {
    expect(() => withBreakwater(breakwater, given as never)).toThrow(/allowed: the options of a client/);
  });

  it('refuses what is no breakwater', () => {
    expect(() => withBreakwater({} as never, {})).toThrow(/allowed: what createBreakwater\(\) returns/);
  });
});
