import { createBreakwater, type Breakwater } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { createDashboard, type Dashboard } from '../dashboard.ts';
import type { View } from '../view/view.ts';

const BASE = 'http://localhost:3000/_breakwater';

async function setUp(): Promise<{ breakwater: Breakwater; dashboard: Dashboard; token: string }> {
  const breakwater = createBreakwater();
  await breakwater.run('one', () => Promise.resolve());
  const dashboard = createDashboard(breakwater, { allowControl: true });
  const view = (await (await dashboard.handle(new Request(`${BASE}/api/state`))).json()) as View;
  return { breakwater, dashboard, token: view.controlToken ?? '' };
}

interface Post {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function post(
  dashboard: Dashboard,
  { headers = {}, body = '{"target":"one","action":"isolate"}' }: Post,
): Promise<Response> {
  const request = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
  return dashboard.handle(new Request(`${BASE}/api/control`, request));
}

describe('control', () => {
  it('isolates and resets a target', async () => {
    const { breakwater, dashboard, token } = await setUp();
    const headers = { 'x-breakwater-token': token };
    expect(await (await post(dashboard, { headers })).json()).toEqual({ target: 'one', action: 'isolate' });
    expect(breakwater.snapshot().targets['one']?.isolated).toBe(true);
    await post(dashboard, { headers, body: '{"target":"one","action":"reset"}' });
    expect(breakwater.snapshot().targets['one']?.isolated).toBe(false);
  });

  it('is off unless it is allowed, and says how', async () => {
    const breakwater = createBreakwater();
    const dashboard = createDashboard(breakwater);
    const view = (await (await dashboard.handle(new Request(`${BASE}/api/state`))).json()) as View;
    expect(view.controlToken).toBeNull();
    const answer = await post(dashboard, { headers: { 'x-breakwater-token': 'null' } });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('allowControl: true')]);
  });

  it.each([
    ['no token', { 'x-breakwater-token': '' }],
    ['a wrong token', { 'x-breakwater-token': 'f'.repeat(48) }],
    ['the token of another process', { 'x-breakwater-token': 'TOKEN0' }],
    ['another site, by Sec-Fetch-Site', { 'x-breakwater-token': 'TOKEN', 'sec-fetch-site': 'cross-site' }],
    ['another host of the same site', { 'x-breakwater-token': 'TOKEN', 'sec-fetch-site': 'same-site' }],
    ['another site, by Origin', { 'x-breakwater-token': 'TOKEN', origin: 'https://evil.example' }],
    ['another port', { 'x-breakwater-token': 'TOKEN', origin: 'http://localhost:4000' }],
    ['a sandboxed page', { 'x-breakwater-token': 'TOKEN', origin: 'null' }],
    ['a form', { 'x-breakwater-token': 'TOKEN', 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'x-breakwater-token': 'TOKEN', 'content-type': 'text/plain' }],
  ])('refuses a request with %s', async (_what, headers) => {
    const { breakwater, dashboard, token } = await setUp();
    const sent = { ...headers, 'x-breakwater-token': headers['x-breakwater-token'].replace('TOKEN', token) };
    const answer = await post(dashboard, { headers: sent });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toMatch(/^Forbidden: /);
    expect(breakwater.snapshot().targets['one']?.isolated).toBe(false);
  });

  it.each([
    { 'sec-fetch-site': 'same-origin', origin: 'https://outside.example' },
    { origin: 'http://localhost:3000' },
  ])('takes a request of our own page: %j', async (headers) => {
    const { dashboard, token } = await setUp();
    expect((await post(dashboard, { headers: { ...headers, 'x-breakwater-token': token } })).status).toBe(200);
  });

  it.each([
    ['', 400],
    ['null', 400],
    ['{"target":"one","action":"constructor"}', 400],
    ['{"target":1,"action":"reset"}', 400],
    [JSON.stringify({ target: 'one', action: 'isolate', padding: 'x'.repeat(5_000) }), 400],
    ['{"target":"nobody","action":"isolate"}', 404],
    ['{"target":"__proto__","action":"isolate"}', 404],
  ])('does nothing for %j', async (body, status) => {
    const { breakwater, dashboard, token } = await setUp();
    expect((await post(dashboard, { body, headers: { 'x-breakwater-token': token } })).status).toBe(status);
    expect(Object.keys(breakwater.snapshot().targets)).toEqual(['one']);
    expect(breakwater.snapshot().targets['one']?.isolated).toBe(false);
  });
});
