import { isBreakwaterError, type Policy } from '@breakwater/core';
import axios, { AxiosError, isAxiosError, isCancel } from 'axios';
import pino from 'pino';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { caught, CHAT, FAST, setUp } from '../test/set-up.ts';
import { answer, reset, type Step } from '@breakwater/tests-kit/upstream';

const KEY = 'sk-do-not-show';
const PROMPT = 'do not show this either';
const secret = { model: 'gpt-5', messages: [{ role: 'user', content: PROMPT }] };
const headers = { authorization: `Bearer ${KEY}` };

describe('a refusal', () => {
  const policy: Policy = {
    retry: false,
    breaker: { threshold: 1, probeAfter: '1h', maxProbeAfter: '1h', whenOpen: 'fail' },
  };

  it('is an AxiosError with a 503 and Retry-After, so handlers that look at the response keep working', async () => {
    await using test = await setUp(policy, [answer(500)]);
    await caught(test.instance.post(CHAT, secret));
    const error = await caught(test.instance.post(CHAT, secret));
    expect(error).toBeInstanceOf(AxiosError);
    expect(isAxiosError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'BREAKWATER_BREAKER_OPEN', status: 503 });
    expect(error.response).toMatchObject({ status: 503, statusText: 'Service Unavailable' });
    expect(Number(error.response?.headers['retry-after'])).toBeGreaterThanOrEqual(1_000);
    expect(Number(error.response?.headers['retry-after'])).toBeLessThanOrEqual(3_600);
    expect(error.response?.data).toEqual({
      error: { message: error.message, type: 'breakwater', code: 'breaker-open' },
    });
    expect(error.config?.url).toBe(CHAT);
    expect(test.upstream.received).toHaveLength(1);
  });

  it('carries what Breakwater threw as its cause, and is explained', async () => {
    await using test = await setUp(policy, [answer(500)]);
    await caught(test.instance.post(CHAT, secret));
    const error = await caught(test.instance.post(CHAT, secret));
    expect(isBreakwaterError(error.cause)).toBe(true);
    const { target, stopped, classification } = test.breakwater.explain(error);
    expect(target).toBe(`${new URL(test.upstream.url).host}/gpt-5`);
    expect({ stopped, code: classification.code }).toEqual({ stopped: 'refused', code: 503 });
  });

  it('passes transformResponse as text, like any body off the wire', async () => {
    const given: unknown[] = [];
    const transformResponse = (data: unknown): unknown => given.push(data);
    await using test = await setUp(policy, [answer(500)], { transformResponse });
    await caught(test.instance.post(CHAT, secret));
    await caught(test.instance.post(CHAT, secret));
    expect(typeof given[1]).toBe('string');
  });
});

describe.each(['http', 'fetch'])('what a logger makes of an error through the %s adapter', (adapter) => {
  const abort: Step = (response) => void response.destroy();
  it.each<[string, Policy, Step]>([
    ['a failing status', FAST, answer(400, { detail: [{ input: secret }] }, { 'set-cookie': KEY })],
    ['a network failure', FAST, reset],
    ['an answer that was cut', FAST, abort],
    ['a refusal', { ...FAST, timeout: { attempt: '20ms' } }, () => undefined],
  ])('shows neither key nor prompt: %s', async (_name, policy, step) => {
    await using test = await setUp(policy, [step], { adapter, headers });
    const error = await caught(test.instance.post(CHAT, secret));
    const lines: string[] = [];
    pino({}, { write: (line: string) => lines.push(line) }).error(error, 'failed');
    pino({}, { write: (line: string) => lines.push(line) }).error({ err: error });
    const shown = [JSON.stringify(error), JSON.stringify({ error }), inspect(error), ...lines];
    for (const text of shown) {
      expect(text).toContain(error.message);
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(PROMPT);
    }
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ message: error.message, name: error.name });
  });

  it('leaves everything on the error to be read', async () => {
    await using test = await setUp(FAST, [answer(400, { detail: 'no' })], { adapter, headers });
    const error = await caught(test.instance.post(CHAT, secret));
    const { config, response } = error;
    expect(config?.headers.get('authorization')).toBe(`Bearer ${KEY}`);
    expect(error.request).toBeDefined();
    expect(response?.data).toEqual({ detail: 'no' });
    expect(response?.config).toBe(config);
    expect(JSON.stringify(response)).not.toMatch(new RegExp(`${KEY}|${PROMPT}`));
  });

  it('shows nothing of a cancelled request', async () => {
    const controller = new AbortController();
    await using test = await setUp(FAST, [() => controller.abort()], { adapter, headers });
    const error = await caught(test.instance.post(CHAT, secret, { signal: controller.signal }));
    expect(isCancel(error)).toBe(true);
    expect(`${JSON.stringify(error)}${inspect(error)}`).not.toMatch(new RegExp(`${KEY}|${PROMPT}`));
  });
});

describe('errors that axios itself throws', () => {
  it('leak both, which is why these do not: the test above can fail', async () => {
    await using test = await setUp(FAST, [answer(400)], { headers });
    const error = await caught(axios.post(`${test.upstream.url}${CHAT}`, secret, { headers }));
    expect(JSON.stringify(error)).toContain(KEY);
    expect(JSON.stringify(error)).toContain(PROMPT);
  });
});
