import type { AxiosRequestConfig } from 'axios';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { caught, CHAT, FAST, prompt, setUp } from '../test/set-up.ts';
import { answer, type Step } from '@breakwater/tests-kit/upstream';

const RICH = 'planted-rich-0123456789';
const BROKE = 'planted-broke-0123456789';

/** An upstream that has no money for one of the keys, wherever it is sent. */
const bank: Step = (response, request) => {
  const { authorization = '' } = request.headers;
  const sent = [
    request.url,
    JSON.stringify(request.headers),
    atob(/^Basic (.*)/.exec(authorization)?.[1] ?? ''),
  ].join();
  const step = sent.includes(BROKE)
    ? answer(429, { error: { code: 'insufficient_quota' } })
    : answer(200, { id: 'good' });
  step(response, request);
};

const WAYS: Readonly<Record<string, (key: string) => AxiosRequestConfig>> = {
  headers: (key) => ({ headers: { Authorization: `Bearer ${key}` } }),
  auth: (key) => ({ auth: { username: 'me', password: key } }),
  params: (key) => ({ params: { key } }),
  URLSearchParams: (key) => ({ params: new URLSearchParams({ key }) }),
};

describe('of two keys at one target, the one without money', () => {
  it.each(Object.entries(WAYS))('pauses by itself, given in %s', async (_name, carry) => {
    await using test = await setUp(FAST, [bank]);
    const ask = (key: string): Promise<unknown> => test.instance.post(CHAT, prompt, carry(key));
    expect(await caught(ask(BROKE))).toMatchObject({ status: 429 });
    expect(await caught(ask(BROKE))).toMatchObject({ code: 'BREAKWATER_CREDENTIAL_PAUSED' });
    expect(await ask(RICH)).toMatchObject({ status: 200 });
    expect(await caught(ask(BROKE))).toMatchObject({ code: 'BREAKWATER_CREDENTIAL_PAUSED' });
    expect(test.upstream.received).toHaveLength(2);
    const [paused] = Object.values(test.breakwater.snapshot().targets);
    expect(paused?.paused).toMatchObject([{ credential: expect.stringMatching(/^key-[\da-z]+$/) as string }]);
    expect(inspect(test.breakwater.snapshot(), { depth: 9 })).not.toMatch(/planted|0123456789/);
  });

  it('pauses under the name that its instance gives', async () => {
    await using test = await setUp(FAST, [bank], { breakwater: { credential: 'team-a' } });
    await caught(test.instance.post(CHAT, prompt, { headers: { 'api-key': BROKE } }));
    const [target] = Object.values(test.breakwater.snapshot().targets);
    expect(target?.paused).toMatchObject([{ credential: 'team-a' }]);
  });
});
