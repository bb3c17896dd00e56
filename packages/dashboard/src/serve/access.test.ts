import { createBreakwater } from '@breakwater/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDashboard } from '../dashboard.ts';
import type { DashboardOptions } from '../options.ts';

const warnings: string[] = [];

async function ask(
  options: DashboardOptions,
  url = 'http://localhost:3000',
  headers: HeadersInit = {},
): Promise<Response> {
  const dashboard = createDashboard(createBreakwater(), { warn: (text) => void warnings.push(text), ...options });
  return dashboard.handle(new Request(`${url}/_breakwater/api/state`, { headers }));
}

beforeEach(() => void warnings.splice(0));
afterEach(() => vi.unstubAllEnvs());

describe('in production', () => {
  beforeEach(() => vi.stubEnv('NODE_ENV', 'production'));

  it('the dashboard is closed without `authorize`, looks as if it were not there, and the log says why', async () => {
    const answer = await ask({});
    expect([answer.status, await answer.text()]).toEqual([404, 'Not found\n']);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('Pass `authorize: (request) => boolean` to createDashboard');
  });

  it('the dashboard listens to nothing while it is closed', () => {
    const breakwater = createBreakwater();
    const on = vi.spyOn(breakwater, 'on');
    const off: unknown[] = [];
    on.mockImplementation((type) => () => void off.push(type));
    createDashboard(breakwater, { warn: () => undefined });
    expect(off).toHaveLength(on.mock.calls.length);
  });

  it('the dashboard is open to whom `authorize` lets in', async () => {
    expect((await ask({ authorize: () => true }, 'https://gateway.example')).status).toBe(200);
    expect(warnings).toEqual([]);
  });

  it('the warning goes to the console where nothing else is said', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    createDashboard(createBreakwater());
    expect(warn.mock.calls[0]?.[0]).toMatch(/^@breakwater\/dashboard: The dashboard is closed/);
    warn.mockRestore();
  });
});

describe('without `authorize`', () => {
  it.each(['http://localhost:3000', 'http://app.localhost', 'http://127.0.0.1:80', 'http://[::1]:3000'])(
    'the dashboard answers to this machine: %s',
    async (url) => {
      expect((await ask({}, url)).status).toBe(200);
    },
  );

  it.each([
    'http://gateway.example',
    'http://10.0.0.5:3000',
    'http://localhost.evil.example',
    'http://127.0.0.1.nip.example',
  ])('the dashboard answers to no other name, which may be a stranger’s page that was rebound: %s', async (url) => {
    const answer = await ask({}, url);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('authorize');
  });

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'])(
    'the dashboard does not answer what came through a proxy: %s',
    async (header) => {
      expect((await ask({}, 'http://localhost', { [header]: '203.0.113.7' })).status).toBe(403);
    },
  );
});

describe('`authorize`', () => {
  it.each([
    ['false', () => false],
    ['a promise of false', () => Promise.resolve(false)],
    ['nothing', () => undefined as never],
  ])('keeps a request out by %s', async (_what, authorize) => {
    expect((await ask({ authorize })).status).toBe(403);
  });

  it('keeps a request out by throwing, and the log says so', async () => {
    const authorize = (): never => {
      throw new Error('no session store');
    };
    const answer = await ask({ authorize });
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('session store');
    expect(warnings[0]).toContain('no session store');
  });

  it('answers in its own way, such as with the way to a login page', async () => {
    const answer = await ask({ authorize: () => Response.redirect('http://localhost/login') });
    expect(answer.headers.get('location')).toBe('http://localhost/login');
  });

  it('is asked for every request, the files of the page included', async () => {
    const authorize = vi.fn<(request: Request) => boolean>(({ headers }) => headers.get('cookie') === 'session=good');
    const dashboard = createDashboard(createBreakwater(), { authorize });
    for (const path of ['/', '/app.js', '/api/state', '/api/live', '/api/control', '']) {
      expect((await dashboard.handle(new Request(`http://localhost/_breakwater${path}`))).status).toBe(403);
    }
    expect(authorize).toHaveBeenCalledTimes(6);
    const cookie = new Request('http://localhost/_breakwater/', { headers: { cookie: 'session=good' } });
    expect((await dashboard.handle(cookie)).status).toBe(200);
  });
});
