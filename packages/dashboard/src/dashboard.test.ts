import { type Breakwater, createBreakwater } from '@breakwater/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDashboard, type Dashboard } from './dashboard.ts';
import type { DashboardOptions } from './options.ts';
import type { View } from './view/view.ts';

const BASE = 'http://localhost:3000/_breakwater';

function setUp(options: DashboardOptions = {}): { breakwater: Breakwater; dashboard: Dashboard } {
  const breakwater = createBreakwater({ retry: { base: 1 } });
  return { breakwater, dashboard: createDashboard(breakwater, options) };
}

const get = (dashboard: Dashboard, path: string, headers: HeadersInit = {}): Promise<Response> =>
  dashboard.handle(new Request(BASE + path, { headers }));

const state = async (dashboard: Dashboard, query = ''): Promise<View> =>
  (await get(dashboard, `/api/state${query}`)).json() as Promise<View>;

afterEach(() => vi.unstubAllEnvs());

describe('the dashboard', () => {
  it('serves a page that names its files relative to itself', async () => {
    const { dashboard } = setUp();
    const page = await get(dashboard, '/');
    expect(page.status).toBe(200);
    const text = await page.text();
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file as string);
    expect(files).toContain('app.js');
    for (const file of files) expect((await get(dashboard, `/${file}`)).status).toBe(200);
    // Nothing that a strict policy would have to make an exception for, and nothing from elsewhere.
    expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|<script>|https?:\/\//);
  });

  it('leads to the page with a slash at its end, with what was asked for, wherever a proxy has mounted it', async () => {
    const answer = await get(setUp().dashboard, '?range=1h');
    expect([answer.status, answer.headers.get('location')]).toEqual([308, './_breakwater/?range=1h']);
  });

  it.each(['/', '/app.js', '/api/state', '/api/live', '/nothing', '/api/control'])(
    'sends its security headers with %s',
    async (path) => {
      const { headers, body } = await get(setUp().dashboard, path);
      await body?.cancel();
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|http/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toMatch(/no-store|no-cache/);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('has no answer of the API stored, and files asked for again only when they changed', async () => {
    const { dashboard } = setUp();
    expect((await get(dashboard, '/api/state')).headers.get('cache-control')).toBe('no-store');
    const etag = (await get(dashboard, '/app.js')).headers.get('etag') ?? '';
    expect((await get(dashboard, '/app.js', { 'if-none-match': `"other", ${etag}` })).status).toBe(304);
    expect((await get(dashboard, '/app.js', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it.each([
    ['/api/state', 'POST', 405],
    ['/api/live', 'POST', 405],
    ['/app.js', 'DELETE', 405],
    ['/api/control', 'GET', 405],
    ['/api/control', 'POST', 403],
    ['/nothing', 'GET', 404],
    ['/__proto__', 'GET', 404],
    ['/api/state?range=1y', 'GET', 400],
  ])('answers %s %s with %i and a reason', async (path, method, status) => {
    const answer = await setUp().dashboard.handle(new Request(BASE + path, { method }));
    expect(answer.status).toBe(status);
    expect((await answer.text()).length).toBeGreaterThan(5);
  });

  it('answers nothing that only begins like its path', async () => {
    const { dashboard } = setUp();
    for (const path of ['http://localhost/', 'http://localhost/_breakwaters/', 'http://localhost/a/_breakwater/']) {
      expect((await dashboard.handle(new Request(path))).status).toBe(404);
    }
  });

  it('can be mounted elsewhere, with or without a slash at the end', async () => {
    for (const basePath of ['/ops/health', '/ops/health/']) {
      const { dashboard } = setUp({ basePath });
      expect(dashboard.basePath).toBe('/ops/health');
      expect((await dashboard.handle(new Request('http://localhost/ops/health/'))).status).toBe(200);
    }
  });

  it('tells what happened since it was made, of all targets or of one', async () => {
    const { breakwater, dashboard } = setUp({ name: 'Chat' });
    await breakwater.run('one', () => Promise.resolve('fine'));
    await breakwater.run('two', () => Promise.reject(Object.assign(new Error('no'), { status: 401 }))).catch(() => 0);
    const all = await state(dashboard);
    expect(all).toMatchObject({ name: 'Chat', controlToken: null, totals: { answered: 1, failed: 1, wasted: 1 } });
    expect(Object.keys(all.targets)).toEqual(['one', 'two']);
    expect(all.failures).toMatchObject([{ target: 'two', explanation: { reference: { name: 'Unauthorized' } } }]);
    expect(all.failures[0]?.explanation.text).toContain('attempt 1: 401 invalid_api_key');
    const one = await state(dashboard, '?target=one&range=1h');
    expect(one).toMatchObject({ stepMs: 15_000, totals: { answered: 1, failed: 0 }, failures: [] });
    expect(await state(dashboard, '?target=nobody')).toMatchObject({ periods: [], totals: { answered: 0 } });
  });

  it('tells what was at a moment of the past, and nothing that came after', async () => {
    const { breakwater, dashboard } = setUp();
    await breakwater.run('one', () => Promise.resolve('fine'));
    const { at } = await state(dashboard);
    expect((await state(dashboard, `?until=${at}`)).totals.answered).toBe(1);
    expect((await state(dashboard, `?until=${at - 3_600_000}`)).totals.answered).toBe(0);
  });

  it('explains refusals without having seen their errors', async () => {
    const { breakwater, dashboard } = setUp();
    breakwater.isolate('one');
    await breakwater.run('one', () => Promise.resolve('fine')).catch(() => 0);
    const { failures } = await state(dashboard);
    expect(failures).toMatchObject([{ target: 'one', refusal: 'isolated', explanation: { reference: { code: 503 } } }]);
  });

  it('explains what is refused because an account is empty by what the upstream said of it', async () => {
    const { breakwater, dashboard } = setUp();
    const empty = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('no'), { status: 402, error: { code: 'insufficient_balance' } }));
    for (let call = 0; call < 2; call++) await breakwater.run('one', empty).catch(() => 0);
    const { failures, targets } = await state(dashboard);
    expect(targets['one']?.paused).toMatchObject([{ reason: 'billing' }]);
    expect(failures.map(({ refusal, explanation }) => [refusal, explanation.reference?.code])).toEqual([
      ['credential-paused', 403],
      [undefined, 403],
    ]);
  });

  it('shows the hundred targets that need it most, and says that there are more', async () => {
    const { breakwater, dashboard } = setUp();
    for (let target = 0; target < 150; target++) await breakwater.run(`target-${target}`, () => Promise.resolve());
    breakwater.isolate('target-149');
    const { targets, moreTargets } = await state(dashboard);
    expect(Object.keys(targets)).toHaveLength(100);
    expect(targets['target-149']).toMatchObject({ isolated: true });
    expect(moreTargets).toBe(50);
  });

  it('shows neither key nor prompt nor what the upstream wrote, wherever a failure had them', async () => {
    const { breakwater, dashboard } = setUp({ allowControl: true });
    const secret = 'sk-live-PLANTED';
    const body = { error: { message: `Incorrect API key provided: ${secret}`, code: secret, type: secret } };
    const error = Object.assign(new Error(secret, { cause: new Error(secret) }), {
      status: 401,
      headers: new Headers({ authorization: secret, 'x-request-id': secret }),
      config: { headers: { authorization: secret }, data: secret },
      response: { status: 401, data: body, headers: { 'set-cookie': secret } },
      body,
    });
    const prompts = [{ role: 'user', content: secret }];
    await breakwater.run('one', () => Promise.reject(error), { credential: 'team-a' }).catch(() => 0);
    await breakwater.run('one', () => Promise.reject(Object.assign(error, { prompts, status: 503 }))).catch(() => 0);
    const live = await get(dashboard, '/api/live');
    const reader = live.body?.getReader();
    const event = new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();
    expect(event).toContain('invalid_api_key');
    for (const shown of [event, JSON.stringify(await state(dashboard))]) expect(shown).not.toContain('PLANTED');
  });

  it('stops listening when it is closed', async () => {
    const { breakwater, dashboard } = setUp();
    dashboard.close();
    await breakwater.run('one', () => Promise.resolve('fine'));
    expect((await state(dashboard)).totals.answered).toBe(0);
  });

  it.each([
    [{ basePath: 'ops' }, 'basePath: found "ops"; allowed: a path'],
    [{ authorize: 'me' as never }, 'authorize: found string'],
    [{ allowControl: 'yes' as never }, 'allowControl: found string'],
    [{ maxWatchers: 0 }, 'maxWatchers: found 0'],
  ])('refuses options that make no sense: %j', (options, problem) => {
    expect(() => setUp(options)).toThrow(problem);
  });
});
