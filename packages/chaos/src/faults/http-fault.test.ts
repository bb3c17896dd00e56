import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChaos } from '../start-chaos.ts';
import type { Chaos } from '../chaos.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { ask } from '../testing/ask.ts';
import type { FaultInput } from './fault.ts';

let chaos: Chaos;
beforeAll(async () => (chaos = await startChaos({ clock: fakeClock(Date.UTC(2026, 10, 22, 8)) })));
afterAll(() => chaos.close());

async function answer(fault: FaultInput, path?: string) {
  const response = await ask(chaos.plan([fault]), path === undefined ? {} : { path });
  const body = await response.text();
  return { status: response.status, headers: response.headers, body, json: () => JSON.parse(body) as unknown };
}

describe('status fault, as OpenAI says it', () => {
  it.each([
    ['400', 'invalid_request_error', 'missing_required_parameter'],
    ['401', 'invalid_request_error', 'invalid_api_key'],
    ['403', 'invalid_request_error', 'insufficient_permissions'],
    ['404', 'invalid_request_error', 'model_not_found'],
    ['429', 'requests', 'rate_limit_exceeded'],
    ['429:variant=insufficient_quota', 'insufficient_quota', 'insufficient_quota'],
    ['500', 'server_error', null],
    ['502', 'server_error', 'bad_gateway'],
    ['503', 'service_unavailable_error', 'server_is_overloaded'],
    ['504', 'server_error', 'gateway_timeout'],
  ])('%s', async (fault, type, code) => {
    const { status, headers, json } = await answer(fault);
    expect(status).toBe(Number(fault.slice(0, 3)));
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
    const { error } = json() as { error: Record<string, unknown> };
    expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
    expect(error).toMatchObject({ type, code });
  });
});

describe('status fault, as Anthropic says it', () => {
  it.each([
    ['400', 'invalid_request_error', 'false'],
    ['401', 'authentication_error', 'false'],
    ['403', 'permission_error', 'false'],
    ['429', 'rate_limit_error', 'true'],
    ['500', 'api_error', 'true'],
    ['502', 'api_error', 'true'],
    ['503', 'api_error', 'true'],
    ['504', 'timeout_error', 'true'],
    ['529', 'overloaded_error', 'true'],
  ])('%s', async (fault, type, shouldRetry) => {
    const { status, headers, json } = await answer(fault, '/v1/messages');
    expect(status).toBe(Number(fault));
    expect(headers.get('x-should-retry')).toBe(shouldRetry);
    const requestId = headers.get('request-id');
    expect(json()).toEqual({
      type: 'error',
      error: { type, message: expect.any(String) as unknown },
      request_id: requestId,
    });
  });

  it('tells a spend limit by its details, without a wait', async () => {
    const { headers, json } = await answer('429:variant=enforced_spend_limit_reached', '/v1/messages');
    expect(headers.get('retry-after')).toBeNull();
    expect(json()).toMatchObject({ error: { details: { error_code: 'enforced_spend_limit_reached' } } });
  });
});

describe('status fault, the wait', () => {
  it('is nowhere when it was not asked for', async () => {
    const { headers, body } = await answer('429');
    expect(headers.get('retry-after')).toBeNull();
    expect(headers.get('x-ratelimit-reset-requests')).toBeNull();
    expect(body).not.toContain('try again in');
  });

  it('is in the header, the limit headers and the text alike', async () => {
    const { headers, body } = await answer('429:retry-after=2');
    expect(headers.get('retry-after')).toBe('2');
    expect(headers.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(headers.get('x-ratelimit-reset-requests')).toBe('2s');
    expect(body).toContain('Please try again in 2s.');
  });

  it('is an instant in the headers of Anthropic', async () => {
    const { headers } = await answer('429:retry-after=2', '/v1/messages');
    expect(headers.get('anthropic-ratelimit-requests-reset')).toBe('2026-11-22T08:00:02Z');
  });

  it('can be given in milliseconds', async () => {
    const { headers, body } = await answer('429:retry-after-ms=634');
    expect(headers.get('retry-after-ms')).toBe('634');
    expect(body).toContain('Please try again in 634ms.');
  });

  it('can be a date, in the future or in the past', async () => {
    expect((await answer('503:retry-after-date-ms=3000')).headers.get('retry-after')).toBe(
      'Sun, 22 Nov 2026 08:00:03 GMT',
    );
    expect((await answer('503:retry-after-date-ms=-5000')).headers.get('retry-after')).toBe(
      'Sun, 22 Nov 2026 07:59:55 GMT',
    );
  });

  it.each(['-1', 'soon-ish', '99999999999'])('can be the lie %s, sent as it is', async (lie) => {
    const { headers } = await answer({ kind: 'status', status: 429, retryAfter: lie });
    expect(headers.get('retry-after')).toBe(lie);
  });

  it('goes with x-should-retry', async () => {
    expect((await answer('500:should-retry=false')).headers.get('x-should-retry')).toBe('false');
  });
});

describe('status fault, made to measure', () => {
  it('takes headers and a body of any kind', async () => {
    const given = {
      kind: 'status',
      status: 402,
      headers: { 'X-Mine': '1', 'Content-Type': 'application/problem+json' },
    } as const;
    const object = await answer({ ...given, body: { detail: 'no money' } });
    expect(object.json()).toEqual({ detail: 'no money' });
    expect(object.headers.get('x-mine')).toBe('1');
    expect(object.headers.get('content-type')).toBe('application/problem+json');
    expect((await answer({ ...given, body: '' })).body).toBe('');
  });

  it('has a body for a status without a row of its own', async () => {
    expect((await answer('418')).json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });

  it.each(['my_own', 'constructor'])('takes a variant of its own: %s', async (variant) => {
    const fault = { kind: 'status', status: 429, variant } as const;
    expect((await answer(fault)).json()).toMatchObject({ error: { type: 'requests', code: variant } });
    expect((await answer(fault, '/v1/messages')).json()).toMatchObject({
      error: { type: 'rate_limit_error', details: { error_code: variant } },
    });
  });

  it('takes a message', async () => {
    expect((await answer('500:message=boom')).json()).toMatchObject({ error: { message: 'boom' } });
  });
});

describe('html fault', () => {
  it.each([
    ['html', 502, 'nginx', '<center>nginx</center>'],
    ['html:edge=load-balancer:status=503', 503, 'awselb/2.0', '503 Service Unavailable'],
    ['html:edge=cloudflare:status=524', 524, 'cloudflare', 'Cloudflare Ray ID'],
  ])('%s', async (fault, status, server, text) => {
    const { headers, body, ...rest } = await answer(fault);
    expect(rest.status).toBe(status);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(headers.get('server')).toBe(server);
    expect(body).toContain(text);
    expect(headers.has('cf-ray')).toBe(server === 'cloudflare');
  });
});

describe('error-body fault', () => {
  it('is a 200 with an error in it', async () => {
    const { status, json } = await answer('error-body:status=429');
    expect(status).toBe(200);
    expect(json()).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
  });

  it('comes as JSON where a stream was asked for', async () => {
    const response = await ask(chaos.plan(['error-body']), { stream: true });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ error: { type: 'server_error' } });
  });
});
