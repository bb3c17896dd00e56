import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBreakwater, type Breakwater } from '@breakwater/core';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { createDashboard, type Dashboard } from './dashboard.ts';
import { toNodeHandler } from './node-handler.ts';
import type { View } from './view/view.ts';

const servers: Server[] = [];

function setUp(): { breakwater: Breakwater; dashboard: Dashboard } {
  const breakwater = createBreakwater();
  return { breakwater, dashboard: createDashboard(breakwater, { allowControl: true }) };
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  }
});

const isolate = async (url: string, fields: Record<string, string> = {}): Promise<Response> => {
  const view = (await (await fetch(`${url}/api/state`)).json()) as View;
  const headers = { 'content-type': 'application/json', 'x-breakwater-token': view.controlToken ?? '', ...fields };
  return fetch(`${url}/api/control`, { method: 'POST', headers, body: '{"target":"one","action":"isolate"}' });
};

describe.each([
  ['node:http', (dashboard: Dashboard) => toNodeHandler(dashboard)],
  ['Express, at the root', (dashboard: Dashboard) => express().use(toNodeHandler(dashboard))],
  ['Express, at a path', (dashboard: Dashboard) => express().use('/_breakwater', toNodeHandler(dashboard))],
  ['Express, after a parser', (dashboard: Dashboard) => express().use(express.json(), toNodeHandler(dashboard))],
])('under %s', (_name, mount) => {
  it('the page, its files and its figures are served', async () => {
    const { breakwater, dashboard } = setUp();
    await breakwater.run('one', () => Promise.resolve());
    const url = `${await listen(mount(dashboard))}/_breakwater`;
    const page = await fetch(url);
    expect([page.url, page.status]).toEqual([`${url}/`, 200]);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect((await (await fetch(`${url}/app.js`)).text()).length).toBeGreaterThan(10_000);
    expect(await (await fetch(`${url}/api/state`)).json()).toMatchObject({ totals: { answered: 1 } });
  });

  it('events arrive at once, and the watcher is gone when its connection is', async () => {
    const { breakwater, dashboard } = setUp();
    const url = `${await listen(mount(dashboard))}/_breakwater/api/live`;
    for (let turn = 0; turn < 25; turn++) {
      const leaving = new AbortController();
      const response = await fetch(url, { signal: leaving.signal });
      // Twenty may watch at once: the rest only come in because those before are gone.
      if (response.status === 503) {
        await response.body?.cancel();
        turn--;
        continue;
      }
      const { value } = (await response.body?.getReader().read()) ?? {};
      expect(new TextDecoder().decode(value)).toMatch(/^retry: 1000\nevent: view\n/);
      leaving.abort();
    }
    expect(breakwater.snapshot().listenerErrors).toBe(0);
  });

  it('targets are controlled', async () => {
    const { breakwater, dashboard } = setUp();
    await breakwater.run('one', () => Promise.resolve());
    const url = `${await listen(mount(dashboard))}/_breakwater`;
    expect((await isolate(url)).status).toBe(200);
    expect(breakwater.snapshot().targets['one']?.isolated).toBe(true);
    expect((await isolate(url, { origin: 'http://evil.example' })).status).toBe(403);
  });
});

describe('other servers', () => {
  it('mount it in Fastify, which has read the body before', async () => {
    const { breakwater, dashboard } = setUp();
    await breakwater.run('one', () => Promise.resolve());
    const app = fastify();
    const handler = toNodeHandler(dashboard);
    app.all('/_breakwater*', (request, reply) => {
      reply.hijack();
      handler(Object.assign(request.raw, { body: request.body }), reply.raw);
    });
    const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/_breakwater`;
    try {
      expect((await fetch(url)).headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect((await isolate(url)).status).toBe(200);
      expect(breakwater.snapshot().targets['one']?.isolated).toBe(true);
    } finally {
      await app.close();
    }
  });

  it('mount it in Hono, as it is', async () => {
    const { dashboard } = setUp();
    const app = new Hono().all('/_breakwater/*', ({ req }) => dashboard.handle(req.raw));
    for (const [path, status] of [
      ['', 308],
      ['/', 200],
      ['/api/state', 200],
    ] as const) {
      expect((await app.request(`http://localhost/_breakwater${path}`)).status).toBe(status);
    }
  });
});

describe('the handler', () => {
  it('leaves every other path to what comes after it', async () => {
    const { dashboard } = setUp();
    const app = express().use(toNodeHandler(dashboard), (_request, response) => void response.send('mine'));
    expect(await (await fetch(`${await listen(app)}/_breakwaters`)).text()).toBe('mine');
  });

  it('answers a 404 where nothing comes after it', async () => {
    expect((await fetch(await listen(toNodeHandler(setUp().dashboard)))).status).toBe(404);
  });

  it('takes no body that is longer than any command', async () => {
    const url = await listen(toNodeHandler(setUp().dashboard));
    const body = 'x'.repeat(100_000);
    const answer = await fetch(`${url}/_breakwater/api/control`, { method: 'POST', body }).catch(() => undefined);
    expect(answer === undefined || answer.status === 413).toBe(true);
  });

  it('is not led astray by a path or a host that makes no sense', async () => {
    const url = new URL(await listen(toNodeHandler(setUp().dashboard)));
    const { request } = await import('node:http');
    const ask = (path: string, host: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const { hostname, port } = url;
        request({ hostname, port, path, headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        })
          .on('error', reject)
          .end();
      });
    expect(await ask('//evil.example/_breakwater/', 'localhost')).toBe(404);
    expect(await ask('/_breakwater/api/state', 'a b')).toBe(403);
    expect(await ask('/_breakwater/%', 'localhost')).toBe(404);
  });
});
