import { describe, expect, it } from 'vitest';
import { httpError, networkError, puppet, record, script, trial, type Trial, watch } from '../../test/trial.ts';

const failing = httpError(500);

/** Dice that show 0: an open breaker stays open for all of its time, and nothing is jittered. */
const random = (): number => 0;

async function fail({ run }: Trial, times: number, target = 't'): Promise<void> {
  for (let call = 0; call < times; call++) await run(target, () => Promise.reject(failing)).catch(() => {});
}

function stateOf(breakwater: Trial, target = 't'): string | undefined {
  return breakwater.snapshot().targets[target]?.breaker.state;
}

describe('the breaker of a target', () => {
  it('given a threshold of 5, stays closed after 4 failures, a success and 4 more; a fifth in a row opens it', async () => {
    const at = trial({ retry: false });
    await fail(at, 4);
    await at.run('t', () => 'fine');
    await fail(at, 4);
    expect(stateOf(at)).toBe('closed');
    await fail(at, 1);
    expect(stateOf(at)).toBe('open');
  });

  it('given a ratio of 50 % of at least 50 calls, stays closed at 25 of 50, and opens at 26 of 50', async () => {
    const policy = {
      retry: false,
      breaker: { threshold: 1_000, ratio: 0.5, minimumCalls: 50, window: '100s' },
    } as const;
    const [half, more] = [trial(policy), trial(policy)];
    for (let call = 0; call < 50; call++)
      await half.run('t', () => (call % 2 ? Promise.reject(failing) : 1)).catch(() => {});
    for (let call = 0; call < 24; call++) await more.run('t', () => 1);
    await fail(more, 25);
    expect([stateOf(half), stateOf(more)]).toEqual(['closed', 'closed']);
    await fail(more, 1);
    expect(stateOf(more)).toBe('open');
  });

  it('forgets failures that have left its window, exactly', async () => {
    const at = trial({ retry: false, breaker: { threshold: 1_000, ratio: 0.5, minimumCalls: 10, window: '10s' } });
    await fail(at, 9);
    await at.clock.advance(10_000);
    for (let call = 0; call < 10; call++) await at.run('t', () => 1);
    await fail(at, 9);
    expect(stateOf(at)).toBe('closed');
    await fail(at, 2);
    expect(stateOf(at)).toBe('open');
  });

  it.each([
    ['the caller’s own mistakes', () => httpError(400)],
    ['bad keys', () => httpError(401)],
    ['missing rights', () => httpError(403)],
    ['rate limits', () => httpError(429)],
    ['bugs', () => new TypeError('x is not a function')],
  ])('does not count %s', async (_title, make) => {
    const at = trial({ retry: false, breaker: { whenOpen: 'fail' } });
    for (let call = 0; call < 30; call++) await at.run('t', () => Promise.reject(make())).catch(() => {});
    expect(stateOf(at)).toBe('closed');
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND'])('counts %s', async (code) => {
    const at = trial({ retry: false });
    for (let call = 0; call < 5; call++) await at.run('t', () => Promise.reject(networkError(code))).catch(() => {});
    expect(stateOf(at)).toBe('open');
  });

  it('counts its open time from the failure, not from the start of the call that failed', async () => {
    const at = trial({ retry: false, breaker: { threshold: 1, probeAfter: '10s', whenOpen: 'fail' } }, { random });
    const { attempts, operation } = puppet();
    void watch(at.run('t', operation));
    await at.clock.advance(20_000);
    attempts[0]?.fail(failing);
    await at.clock.settle();
    await at.clock.advance(9_999);
    await expect(at.run('t', () => 'fine')).rejects.toMatchObject({ code: 'breaker-open', retryAfterMs: 1 });
    await at.clock.advance(1);
    await expect(at.run('t', () => 'fine')).resolves.toBe('fine');
  });

  it('given open times of 1, 2, 4 and 8 s, probes then, and opens for 1 s again after a recovery', async () => {
    const breaker = { threshold: 1, probeAfter: '1s', maxProbeAfter: '8s', whenOpen: 'fail' } as const;
    const at = trial({ retry: false, breaker }, { random });
    const probeIns = record(at, 'breaker');
    await fail(at, 1);
    for (const seconds of [1, 2, 4, 8]) {
      await at.clock.advance(seconds * 1_000 - 1);
      await expect(at.run('t', () => 'early')).rejects.toMatchObject({ code: 'breaker-open' });
      await at.clock.advance(1);
      await fail(at, 1);
    }
    await at.clock.advance(8_000);
    await at.run('t', () => 'fine');
    await fail(at, 1);
    const opened = probeIns.filter(({ to }) => to === 'open').map(({ probeInMs }) => probeInMs);
    expect(opened).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 1_000]);
  });

  it('given 100 callers when its time is over, sends exactly as many probes as it has, and refuses the rest at once', async () => {
    const breaker = { threshold: 1, probes: 3, probeAfter: '30s', maxProbeAfter: '30s', whenOpen: 'fail' } as const;
    const at = trial({ retry: false, breaker }, { random });
    await fail(at, 1);
    await at.clock.advance(30_000);
    const { attempts, operation } = puppet();
    const calls = Array.from({ length: 100 }, () => watch(at.run('t', operation)));
    await at.clock.settle();
    expect(attempts).toHaveLength(3);
    expect(calls.filter(({ ended }) => ended !== undefined)).toHaveLength(97);
    expect(at.clock.now()).toBe(30_000);
  });

  it('has an empty window after a recovery: 1 failure of the next 10 calls leaves it closed', async () => {
    const at = trial({ retry: false, breaker: { threshold: 1_000, ratio: 0.5, minimumCalls: 10 } }, { random });
    await fail(at, 10);
    expect(stateOf(at)).toBe('open');
    await at.clock.advance(1_000);
    await at.run('t', () => 'fine');
    expect(stateOf(at)).toBe('closed');
    for (let call = 0; call < 10; call++)
      await at.run('t', () => (call === 4 ? Promise.reject(failing) : 1)).catch(() => {});
    expect(stateOf(at)).toBe('closed');
  });

  it('changes nothing and reports nothing when its state is read', async () => {
    const at = trial({ retry: false, breaker: { threshold: 1 } }, { random });
    const changes = record(at, 'breaker');
    await fail(at, 1);
    await at.clock.advance(60_000);
    expect([stateOf(at), stateOf(at), changes.length]).toEqual(['open', 'open', 1]);
  });

  it('tells when it opened, tried and recovered, and how long the target was down', async () => {
    const at = trial({ retry: false, breaker: { threshold: 2 } }, { random });
    const [changes, recoveries] = [record(at, 'breaker'), record(at, 'recovered')];
    await fail(at, 2);
    await at.clock.advance(1_000);
    await fail(at, 1);
    await at.clock.advance(2_000);
    await at.run('t', () => 'fine');
    expect(changes.map(({ from, to }) => `${from}>${to}`)).toEqual([
      'closed>open',
      'open>half-open',
      'half-open>open',
      'open>half-open',
      'half-open>closed',
    ]);
    expect(recoveries).toMatchObject([{ target: 't', downMs: 3_000, failedProbes: 1 }]);
  });

  it('is its own: another target goes on', async () => {
    const at = trial({ retry: false });
    await fail(at, 5, 'azure/gpt-5');
    await expect(at.run('openai/gpt-5', () => 'fine')).resolves.toBe('fine');
    expect([stateOf(at, 'azure/gpt-5'), stateOf(at, 'openai/gpt-5')]).toEqual(['open', 'closed']);
  });

  it('never opens where the policy has none', async () => {
    const at = trial({ retry: false, breaker: false });
    await fail(at, 100);
    expect(stateOf(at)).toBe('closed');
  });
});

describe('a call at an open breaker', () => {
  it('fails at once where the policy says "fail", without an attempt, and says when to come back', async () => {
    const at = trial({ retry: { max: 5 }, breaker: { threshold: 1, whenOpen: 'fail' } }, { random });
    void watch(at.run('t', script(failing)));
    await at.clock.settle();
    const operation = script('fine');
    const refused = record(at, 'refused');
    const started = at.clock.now();
    await expect(at.run('t', operation)).rejects.toMatchObject({
      name: 'BreakwaterError',
      code: 'breaker-open',
      status: 503,
      target: 't',
      retryAfterMs: 1_000,
    });
    expect([operation.calls, at.clock.now() - started, refused.length]).toEqual([0, 0, 1]);
  });

  it('is not retried when its own first attempt has opened it: 1 attempt, no sleeping, and its own error', async () => {
    const at = trial({ retry: { max: 4, base: 0 }, breaker: { threshold: 1, whenOpen: 'fail' } });
    const error = httpError(500);
    const operation = script(error);
    await expect(at.run('t', operation)).rejects.toBe(error);
    expect([operation.calls, at.clock.now()]).toEqual([1, 0]);
    expect(at.explain(error)).toMatchObject({ stopped: 'refused', attempts: [{ number: 1 }] });
  });

  it('waits for its turn by default, and is served when the target is back', async () => {
    const at = trial({ retry: false }, { random });
    await fail(at, 5);
    const call = watch(at.run('t', () => 'fine'));
    await at.clock.advance(999);
    expect([call.ended, at.snapshot().targets['t']?.waiting]).toEqual([undefined, 1]);
    await at.clock.advance(1);
    expect(call.ended).toEqual({ value: 'fine' });
  });

  it('waits no longer than maxWait, all its waits together', async () => {
    const at = trial({ retry: false, breaker: { maxWait: '3s' } }, { random });
    await fail(at, 5);
    await at.clock.advance(1_000);
    void watch(at.run('t', puppet().operation)); // the probe does not come back
    const call = watch(at.run('t', () => 'fine'));
    await at.clock.advance(2_999);
    expect(call.ended).toBeUndefined();
    await at.clock.advance(1);
    expect(call.ended).toMatchObject({ error: { code: 'breaker-open' } });
    expect(at.snapshot().targets['t']?.waiting).toBe(0);
  });

  it('counts all its waits towards maxWait', async () => {
    const breaker = { threshold: 1, probeAfter: '1s', maxWait: '3s' } as const;
    const at = trial({ retry: { max: 9, base: 0 }, breaker }, { random });
    const operation = script(httpError(500));
    const call = watch(at.run('t', operation));
    await at.clock.advance(1_000);
    // It waited for 1 s, its probe failed, and the next is due in 2 s: that would be 3 s in all.
    expect([operation.calls, call.ended]).toMatchObject([2, { error: { status: 500 } }]);
  });

  it('is refused at once when it could not be served in time', async () => {
    const at = trial({ retry: false }, { random });
    await fail(at, 5);
    const call = watch(at.run('t', () => 'fine', { deadline: 1_000 }));
    await at.clock.settle();
    expect(call.ended).toMatchObject({ error: { code: 'breaker-open', retryAfterMs: 1_000 } });
    expect(at.clock.pending).toBe(0);
  });

  it('is refused at once when the waiting room is full', async () => {
    const at = trial({ retry: false, breaker: { maxWaiting: 2 } });
    await fail(at, 5);
    const calls = Array.from({ length: 3 }, () => watch(at.run('t', () => 'fine')));
    await at.clock.settle();
    expect(calls.map(({ ended }) => ended)).toMatchObject([
      undefined as never,
      undefined as never,
      { error: { code: 'waiting-room-full' } },
    ]);
  });

  it('goes in order of priority, then of arrival', async () => {
    const at = trial({ retry: false, concurrency: { max: 1 } });
    const first = puppet();
    void watch(at.run('t', first.operation));
    const order: string[] = [];
    for (const [name, priority] of Object.entries({ b: 0, a: 9, c: 0, d: -1 })) {
      void watch(at.run('t', () => order.push(name), { priority }));
    }
    await at.clock.settle();
    first.attempts[0]?.answer('done');
    await at.clock.settle();
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps its place when it comes back after a failed attempt', async () => {
    const at = trial({ retry: { base: 0 }, concurrency: { max: 1 } });
    const [first, others] = [puppet(), puppet()];
    void watch(at.run('t', first.operation));
    for (let call = 0; call < 3; call++) void watch(at.run('t', others.operation));
    first.attempts[0]?.fail(httpError(503));
    await at.clock.settle();
    expect([first.attempts.length, others.attempts.length]).toEqual([1, 1]);
    others.attempts[0]?.answer('fine');
    await at.clock.settle();
    expect([first.attempts.length, others.attempts.length]).toEqual([2, 1]);
  });

  it('costs no attempt while it waits', async () => {
    const at = trial({ retry: { max: 2, base: 0 }, breaker: { threshold: 1 } }, { random });
    const operation = script(httpError(500), 'fine');
    const call = watch(at.run('t', operation));
    await at.clock.advance(999);
    expect([operation.calls, at.snapshot().targets['t']?.waiting]).toEqual([1, 1]);
    await at.clock.advance(1);
    expect([operation.calls, call.ended]).toEqual([2, { value: 'fine' }]);
  });
});
