import { describe, expect, it } from 'vitest';
import { ask, FAST, QUESTION, start } from '../test/start.ts';

describe('a request', () => {
  it("goes on byte for byte, with our key and without the client's", async () => {
    await using started = await start();
    const body = '{"model": "gpt-5",  "messages":[{"role":"user","content":"é\\u00e9"}], "x_own": 1e2}';
    const headers = {
      authorization: 'Bearer sk-client',
      cookie: 'c=1',
      'openai-beta': 'b',
      'x-forwarded-for': '10.0.0.1',
    };
    expect((await ask(started.gateway, body, headers)).status).toBe(200);
    const [sent] = started.chaos.requests;
    expect(sent?.body).toBe(body);
    expect(sent?.headers).toMatchObject({ authorization: 'Bearer sk-upstream', 'openai-beta': 'b' });
    expect(sent?.headers).not.toHaveProperty('cookie');
    expect(sent?.headers).not.toHaveProperty('x-forwarded-for');
  });

  it('goes to the fallback of its policy by reason, under the name that the model has there', async () => {
    const policy = { ...FAST, fallback: { overloaded: ['b/gpt-5-large'] } };
    await using started = await start({ a: ['503', '503', '503', '500', '500', '500'] }, policy);
    expect((await ask(started.gateway, QUESTION)).status).toBe(200);
    expect(started.chaos.requests.map(({ model }) => model)).toEqual(['gpt-5', 'gpt-5', 'gpt-5', 'gpt-5-large']);
    expect((await ask(started.gateway, QUESTION)).status).toBe(500); // another reason, which has no fallback
    const line = started.lines.find(({ msg }) => msg === 'request');
    expect(line).toMatchObject({ model: 'gpt-5', target: 'b/gpt-5-large', attempts: 4, status: 200 });
  });

  it('ends with what the gateway knows of a fallback that cannot help, and says so in the log', async () => {
    const policy = { ...FAST, fallback: ['anthropic-only/x'] };
    const upstreams = {
      a: { openai: 'http://127.0.0.1:1/v1' },
      'anthropic-only': { anthropic: 'http://127.0.0.1:1' },
    };
    await using started = await start({}, policy, { upstreams });
    expect((await ask(started.gateway, QUESTION)).status).toBe(500);
    expect(JSON.stringify(started.lines)).toContain('failed');
  });

  it.each([
    ['', 400],
    ['{"model":', 400],
    ['[]', 400],
    ['{}', 400],
    [{ model: 'none', messages: [] }, 404],
    [{ ...QUESTION, padding: 'x'.repeat(2_000) }, 413],
  ])('that is wrong is refused and goes nowhere: %#', async (body, status) => {
    await using started = await start({}, FAST, { limits: { bodyBytes: 1_000 } });
    const response = await ask(started.gateway, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(started.chaos.requests).toEqual([]);
  });

  it('to a path that there is not is answered with 404', async () => {
    await using started = await start();
    expect((await fetch(`${started.gateway.url}/v1/other`)).status).toBe(404);
    expect((await fetch(`${started.gateway.url}/other`)).headers.get('content-type')).toBe('application/problem+json');
  });

  it('keeps its id, in the answer and in the log', async () => {
    await using started = await start();
    const response = await ask(started.gateway, QUESTION, { 'x-request-id': 'from-the-client' });
    await response.text();
    expect(response.headers.get('x-request-id')).toBe('from-the-client');
    await started.gateway.close();
    expect(started.lines.find(({ msg }) => msg === 'request')).toMatchObject({ id: 'from-the-client', status: 200 });
  });

  it('that was lost is told of in the log, attempt by attempt, under the id that its client was told', async () => {
    await using started = await start({ a: ['503', 'reset', '500'] });
    const id = (await ask(started.gateway, QUESTION)).headers.get('x-request-id');
    expect(started.lines.find(({ msg }) => msg === 'call failed')).toMatchObject({
      id,
      status: 500,
      stopped: 'attempts-exhausted',
      tried: [
        { target: 'a/gpt-5', code: 503, reason: 'overloaded', waitedMs: 0 },
        { target: 'a/gpt-5', code: 502, reason: 'connection_reset' },
        { target: 'a/gpt-5', code: 500, reason: 'server_error' },
      ],
    });
  });

  it('leaves neither prompt nor key in the log, whatever becomes of it', async () => {
    await using started = await start({ a: ['ok', '400', '500', '500', '500', '401', 'reset', 'reset', 'reset'] });
    const body = { model: 'gpt-5', messages: [{ role: 'user', content: 'hunter2' }] };
    for (let call = 0; call < 5; call++)
      await (await ask(started.gateway, body, { authorization: 'Bearer sk-client' })).text();
    await ask(started.gateway, '{"hunter2');
    await started.gateway.close();
    expect(started.lines.length).toBeGreaterThan(8);
    expect(JSON.stringify(started.lines)).not.toMatch(/hunter2|sk-client|sk-upstream/);
  });

  it('is refused at once where the gate would refuse it, with the time to come back', async () => {
    const policy = { retry: false, breaker: { threshold: 1, probeAfter: '1h', maxProbeAfter: '1h' } } as const;
    await using started = await start({ a: ['503', 'ok*'] }, policy);
    await ask(started.gateway, QUESTION);
    const response = await ask(started.gateway, QUESTION, { 'x-request-timeout-ms': '1000' });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(started.chaos.requests).toHaveLength(1);
  });
});
