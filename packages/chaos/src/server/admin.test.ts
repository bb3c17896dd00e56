import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChaos } from '../start-chaos.ts';
import type { Chaos } from '../chaos.ts';
import { outcome } from '../testing/ask.ts';
import { whyRefused } from './admin.ts';

let chaos: Chaos;
beforeEach(async () => (chaos = await startChaos({ scenario: { rules: [{ fault: '503' }] } })));
afterEach(() => chaos.close());

const admin = (method: string, path: string, body?: string) =>
  fetch(`${chaos.url}/_chaos/${path}`, { method, ...(body !== undefined && { body }) });

describe('admin endpoint', () => {
  it('shows the scenario', async () => {
    expect(await (await admin('GET', 'scenario')).json()).toEqual({ rules: [{ fault: '503' }] });
  });

  it('changes the scenario of the running server', async () => {
    expect((await outcome(chaos)).status).toBe(503);
    expect((await admin('PUT', 'scenario', '{"rules":[{"fault":"401"}]}')).status).toBe(200);
    expect((await outcome(chaos)).status).toBe(401);
  });

  it('refuses a scenario that cannot be played, naming each problem, and keeps the old one', async () => {
    const response = await admin('PUT', 'scenario', '{"rules":[{"fault":"99"}],"x":1}');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      problems: [{ path: 'rules[0].fault', found: '"99"' }, { path: 'x' }],
    });
    expect((await outcome(chaos)).status).toBe(503);
  });

  it('refuses what is not JSON', async () => {
    const response = await admin('PUT', 'scenario', '{rules');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('The scenario is not JSON');
  });

  it('shows requests without credentials and without the prompt', async () => {
    await outcome(chaos, {
      prompt: 'a secret wish',
      headers: { authorization: 'Bearer sk-test', 'x-api-key': 'k', 'x-team': 'blue' },
    });
    await chaos.idle();
    const text = await (await admin('GET', 'requests')).text();
    expect(text).not.toMatch(/sk-test|secret wish/);
    expect(JSON.parse(text)).toMatchObject([
      {
        path: '/v1/chat/completions',
        status: 503,
        headers: { authorization: '[redacted]', 'x-api-key': '[redacted]', 'x-team': 'blue' },
      },
    ]);
  });

  it('shows what was done, and is not counted in it', async () => {
    await outcome(chaos);
    await chaos.idle();
    expect(await (await admin('GET', 'stats')).json()).toMatchObject({
      requests: 1,
      inFlight: 0,
      byStatus: { 503: 1 },
      byFault: { status: 1 },
    });
  });

  it('starts the timeline', async () => {
    expect(chaos.stats().timelineMs).toBeNull();
    await admin('POST', 'timeline');
    expect(chaos.stats().timelineMs).toBeGreaterThanOrEqual(0);
  });

  it('resets', async () => {
    await outcome(chaos);
    await chaos.idle();
    expect((await admin('POST', 'reset')).status).toBe(200);
    expect(chaos.requests).toEqual([]);
    expect(chaos.stats()).toMatchObject({ requests: 0, byStatus: {} });
  });

  it('says what there is', async () => {
    const response = await admin('DELETE', 'scenario');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('PUT /_chaos/scenario');
  });

  it('does not answer to a web page', async () => {
    const response = await fetch(`${chaos.url}/_chaos/reset`, {
      method: 'POST',
      headers: { origin: 'https://example.com' },
    });
    expect(response.status).toBe(403);
  });

  it('answers to anyone when it is told to', async () => {
    await using open = await startChaos({ admin: { allowRemote: true } });
    const response = await fetch(`${open.url}/_chaos/stats`, { headers: { origin: 'https://example.com' } });
    expect(response.status).toBe(200);
  });
});

describe('who may use the admin endpoint', () => {
  const host = 'localhost:4010';

  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('this machine: %s', (address) => {
    expect(whyRefused(address, { host })).toBeUndefined();
  });

  it.each(['10.0.0.1', '::ffff:10.0.0.1', '128.127.0.1', 'fe80::1', undefined])('no other: %s', (address) => {
    expect(whyRefused(address, { host })).toContain('this machine only');
  });

  it('no page in a browser of this machine', () => {
    expect(whyRefused('127.0.0.1', { host, origin: 'http://localhost:4010' })).toContain('web pages');
    expect(whyRefused('127.0.0.1', { host: 'rebound.example.com:4010' })).toContain('loopback names');
    expect(whyRefused('127.0.0.1', { host: '127.0.0.1.example.com' })).toContain('loopback names');
  });
});
