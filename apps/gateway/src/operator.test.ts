import { describe, expect, it } from 'vitest';
import { ask, FAST, QUESTION, start } from '../test/start.ts';

const ADMIN = { adminKeyFrom: 'ADMIN_KEY' };
const BASIC = { authorization: `Basic ${Buffer.from('anybody:hunter2').toString('base64')}` };

describe('what an operator sees', () => {
  it('is the page and the figures of the calls that were made', async () => {
    await using started = await start({ a: ['503', 'ok'] });
    await ask(started.gateway, QUESTION);
    const page = await fetch(`${started.gateway.url}/_breakwater`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const state = (await (await fetch(`${started.gateway.url}/_breakwater/api/state`)).json()) as object;
    expect(state).toMatchObject({ totals: { answered: 1 } });
    const metrics = await (await fetch(`${started.gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/^breakwater_retries_total\{.*breakwater_target="a\/gpt-5".*\} 1$/m);
    expect(metrics).toMatch(/^breakwater_call_duration_count\{.*breakwater_outcome="success".*\} 1$/m);
  });

  it('is for this machine only where there is no key', async () => {
    await using started = await start();
    const headers = { 'x-forwarded-for': '10.0.0.1' };
    expect((await fetch(`${started.gateway.url}/metrics`, { headers })).status).toBe(404);
    expect((await fetch(`${started.gateway.url}/_breakwater`, { headers })).status).toBe(403);
  });

  it.each(['/metrics', '/_breakwater'])('is for whoever has the key where there is one: %s', async (path) => {
    await using started = await start({}, FAST, ADMIN, { ADMIN_KEY: 'hunter2' });
    const look = (headers: Record<string, string>): Promise<Response> => fetch(started.gateway.url + path, { headers });
    const stranger = await look({});
    expect([stranger.status, stranger.headers.get('www-authenticate')?.split(' ')[0]]).toEqual([401, 'Basic']);
    expect((await look({ authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await look({ authorization: 'Bearer hunter2' })).status).toBe(200);
    expect((await look(BASIC)).status).toBe(200);
  });

  it('holds no shutdown up', async () => {
    await using started = await start();
    const events = await fetch(`${started.gateway.url}/_breakwater/api/live`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(events.status).toBe(200);
    expect(await started.gateway.close()).toBe(true);
    await events.text();
  });
});
