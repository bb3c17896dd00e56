import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChaos } from '../start-chaos.ts';
import type { Chaos } from '../chaos.ts';
import { ask, outcome } from '../testing/ask.ts';

let chaos: Chaos;
beforeAll(async () => (chaos = await startChaos()));
afterAll(() => chaos.close());

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('body faults', () => {
  it('truncated-json ends in good order, with half of the JSON', async () => {
    const { status, body = '' } = await outcome(chaos.plan(['truncated-json']));
    expect(status).toBe(200);
    expect(body).toMatch(/^\{"id":"chatcmpl-/);
    expect(isJson(body)).toBe(false);
  });

  it.each([0, 0.1, 1])('truncated-json never is the whole: keep %d', async (keep) => {
    const { body = '' } = await outcome(chaos.plan([{ kind: 'truncated-json', keep }]));
    expect(isJson(body)).toBe(false);
  });

  it('truncated-json can break off before the promised length', async () => {
    expect(await outcome(chaos.plan(['truncated-json:ending=cut']))).toEqual({ status: 200, code: 'UND_ERR_SOCKET' });
  });

  it('invalid-json has its full length and is none', async () => {
    const { body = '' } = await outcome(chaos.plan(['invalid-json']));
    expect(body).toMatch(/^\{'id':.*\}$/);
    expect(isJson(body)).toBe(false);
  });

  it('empty-body is a 200 with nothing', async () => {
    expect(await outcome(chaos.plan(['empty-body']))).toEqual({ status: 200, body: '' });
  });

  it.each([false, true])('plain-text is a 200 with text, stream: %s', async (stream) => {
    const response = await ask(chaos.plan(['plain-text:text=hold on']), { stream });
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('hold on');
  });

  it('spends a JSON fault on a stream as a good answer', async () => {
    const plan = chaos.plan(['truncated-json']);
    const { body = '' } = await outcome(plan, { stream: true });
    expect(body).toContain('data: [DONE]');
    expect(chaos.requestsOf(plan)).toMatchObject([{ fault: { kind: 'ok' } }]);
  });
});
