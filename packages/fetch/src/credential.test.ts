import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { caught, question, setUp } from '../test/set-up.ts';
import { answer, type Step, startUpstream } from '@breakwater/tests-kit/upstream';

const RICH = 'sk-planted-rich-0123456789';
const BROKE = 'sk-planted-broke-0123456789';

/** An upstream that has no money for one of the keys, wherever it is sent. */
const bank: Step = (response, request) => {
  const isBroke = JSON.stringify([request.url, request.headers]).includes(BROKE);
  const step = isBroke ? answer(429, { error: { code: 'insufficient_quota' } }) : answer(200, { id: 'good' });
  step(response, request);
};

type Carry = (url: string, key: string) => [url: string, headers: Record<string, string>];
const WAYS: Readonly<Record<string, Carry>> = {
  authorization: (url, key) => [url, { authorization: `Bearer ${key}` }],
  'x-api-key': (url, key) => [url, { 'x-api-key': key }],
  'api-key': (url, key) => [url, { 'api-key': key }],
  'x-goog-api-key': (url, key) => [url, { 'x-goog-api-key': key }],
  'the query': (url, key) => [`${url}/?key=${key}`, {}],
};

describe('of two keys at one target, the one without money', () => {
  it.each(Object.entries(WAYS))('pauses by itself, sent in %s', async (_name, carry) => {
    await using upstream = await startUpstream(bank);
    const { fetch } = setUp();
    const ask = (key: string): Promise<Response> => {
      const [url, headers] = carry(upstream.url, key);
      return fetch(url, { ...question(), headers: { 'content-type': 'application/json', ...headers } });
    };
    expect((await ask(BROKE)).status).toBe(429);
    expect(await caught(ask(BROKE))).toMatchObject({ code: 'credential-paused' });
    expect((await ask(RICH)).status).toBe(200);
    expect(await caught(ask(BROKE))).toMatchObject({ code: 'credential-paused' });
    expect(upstream.received).toHaveLength(2);
  });

  it('is named in events and snapshots by a name that is not the key', async () => {
    await using upstream = await startUpstream(bank);
    const { fetch, breakwater } = setUp();
    const heard: unknown[] = [];
    breakwater.on('credential', (event) => heard.push(event));
    const headers = { authorization: `Bearer ${BROKE}` };
    await fetch(upstream.url, { headers });
    const refusal = await caught(fetch(upstream.url, { headers }));
    expect(heard).toMatchObject([{ state: 'paused', credential: expect.stringMatching(/^key-[\da-z]+$/) as string }]);
    const shown = [heard, breakwater.snapshot(), breakwater.explain(refusal), refusal, refusal.stack];
    expect(shown.map((thing) => inspect(thing, { depth: 9 })).join()).not.toMatch(/planted|0123456789/);
  });

  it('pauses under the name that the request gives', async () => {
    await using upstream = await startUpstream(bank);
    const { fetch, breakwater } = setUp();
    const headers = { authorization: `Bearer ${BROKE}` };
    await fetch(upstream.url, { headers, breakwater: { credential: 'team-a' } });
    const [target] = Object.values(breakwater.snapshot().targets);
    expect(target?.paused).toMatchObject([{ credential: 'team-a' }]);
  });
});
