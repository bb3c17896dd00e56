import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChaos } from '../start-chaos.ts';
import type { Chaos } from '../chaos.ts';
import { ask, outcome, payloads } from '../testing/ask.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import type { FakeClock } from '../testing/fake-clock.ts';

let chaos: Chaos;
let clock: FakeClock;
beforeEach(async () => {
  clock = fakeClock();
  chaos = await startChaos({ clock, scenario: { answer: { words: 2 } } });
});
afterEach(() => chaos.close());

describe('timing faults', () => {
  it.each(['ok', '503'])('%s with a delay sends its first byte that much later', async (fault) => {
    const plan = chaos.plan([`${fault}:delay-ms=200`]);
    const answer = outcome(plan);
    await clock.whenWaiting(1);
    clock.advance(199);
    expect(clock.timers).toBe(1);
    clock.advance(1);
    expect((await answer).status).toBe(fault === 'ok' ? 200 : 503);
    await chaos.idle();
    expect(chaos.requestsOf(plan)[0]?.tookMs).toBe(200);
  });

  it('slow-body sends a JSON body in eight drips', async () => {
    const response = await ask(chaos.plan(['slow-body:chunk-ms=100']));
    const text = response.text();
    for (let drip = 1; drip < 8; drip += 1) {
      await clock.whenWaiting(1);
      clock.advance(100);
    }
    expect(JSON.parse(await text)).toMatchObject({ object: 'chat.completion' });
    expect(clock.now()).toBe(700);
  });

  it('slow-body sends a stream event by event', async () => {
    const response = await ask(chaos.plan(['slow-body:chunk-ms=100']), { stream: true });
    const text = response.text();
    for (let event = 1; event < 5; event += 1) {
      await clock.whenWaiting(1);
      clock.advance(100);
    }
    expect(payloads(await text)).toHaveLength(5);
  });

  it('hang never answers, and sees the client give up', async () => {
    const plan = chaos.plan(['hang']);
    const caller = new AbortController();
    const answer = outcome(plan, { signal: caller.signal });
    while (chaos.requestsOf(plan)[0]?.fault === undefined) await new Promise((resolve) => setImmediate(resolve));
    caller.abort();
    expect((await answer).status).toBeUndefined();
    await chaos.idle();
    expect(chaos.requestsOf(plan)).toMatchObject([{ fault: { kind: 'hang' }, clientHungUp: true, status: undefined }]);
  });

  it.each([false, true])('hang after the headers gives the status and no body, stream: %s', async (stream) => {
    const plan = chaos.plan(['hang:when=after-headers']);
    const caller = new AbortController();
    const response = await ask(plan, { stream, signal: caller.signal });
    expect(response.status).toBe(200);
    caller.abort();
    await chaos.idle();
    expect(chaos.requestsOf(plan)).toMatchObject([{ clientHungUp: true, status: 200 }]);
  });

  it('leaves no timer behind when the client gives up during a delay', async () => {
    const caller = new AbortController();
    const answer = outcome(chaos.plan(['ok:delay-ms=5000']), { signal: caller.signal });
    await clock.whenWaiting(1);
    caller.abort();
    await answer;
    await chaos.idle();
    expect(clock.timers).toBe(0);
  });
});
