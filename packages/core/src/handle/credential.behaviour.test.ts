import { describe, expect, it } from 'vitest';
import { httpError, puppet, record, script, trial, type Trial, watch } from '../../test/trial.ts';
import { BreakwaterError } from '../errors.ts';
import type { Operation } from './attempt.ts';
import { fakeClock } from '../testing/fake-clock.ts';

const NO_MONEY = httpError(429, {}, { code: 'insufficient_quota', message: 'You exceeded your current quota' });
const LOW_CREDIT = httpError(400, {}, { message: 'Your credit balance is too low to access the API' });
const OF_THE_DAY = httpError(
  429,
  {},
  { code: 429, details: [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProject' }] }, { retryDelay: '36s' }] },
);

const minute = 60_000;

async function attempt(at: Trial, operation: Operation<unknown>, options = {}, target = 't'): Promise<unknown> {
  const call = watch(at.run(target, operation, options));
  await at.clock.settle();
  return call.ended && ('error' in call.ended ? call.ended.error : call.ended.value);
}

describe('an account that has run dry', () => {
  it.each([
    ['money, under a 429', NO_MONEY, 429, /no quota is left.*Add credit/],
    ['money, under a 400', LOW_CREDIT, 403, /no money is left.*Add credit/],
    ['the quota of the day', OF_THE_DAY, 429, /wait for its reset/],
  ])('of %s: the next call is refused without a request', async (_title, error, status, message) => {
    const at = trial();
    expect(await attempt(at, () => Promise.reject(error))).toBe(error);
    const operation = script('never asked');
    const refusal = (await attempt(at, operation)) as BreakwaterError;
    expect(refusal).toBeInstanceOf(BreakwaterError);
    expect(refusal).toMatchObject({ code: 'credential-paused', status, target: 't', retryAfterMs: minute });
    expect(refusal.message).toMatch(message);
    expect(operation.calls).toBe(0);
  });

  it('pauses nothing after a rate limit, a bad key or what this request alone is too dear for', async () => {
    const dear = httpError(402, {}, { message: 'You requested up to 64000 tokens, but can only afford 1200' });
    const slow = httpError(429, {}, { message: 'Rate limit reached, try again in 2s' });
    for (const error of [dear, slow, httpError(401), httpError(403)]) {
      const at = trial({ retry: false, breaker: false });
      expect(await attempt(at, () => Promise.reject(error))).toBe(error);
      expect(at.snapshot().targets['t']?.paused).toBeUndefined();
    }
  });

  it('pauses its own target only', async () => {
    const at = trial();
    await attempt(at, () => Promise.reject(NO_MONEY));
    expect(await attempt(at, () => 'fine', {}, 'u')).toBe('fine');
  });

  it('pauses nothing where the policy says so', async () => {
    const at = trial({ credential: false });
    await attempt(at, () => Promise.reject(NO_MONEY));
    expect(await attempt(at, () => 'fine')).toBe('fine');
  });

  it('is what the rules of the user say it is', async () => {
    const at = trial({
      retry: false,
      classify: [
        { when: { status: 418 }, then: { code: 403, reason: 'billing' } },
        { when: { code: 'insufficient_quota' }, then: { code: 429, reason: 'rate_limited' } },
      ],
    });
    await attempt(at, () => Promise.reject(NO_MONEY));
    expect(at.snapshot().targets['t']?.paused).toBeUndefined();
    await attempt(at, () => Promise.reject(httpError(418)), {}, 'teapot');
    expect(at.snapshot().targets['teapot']?.paused).toMatchObject([{ reason: 'billing' }]);
  });

  it('pauses each credential by itself where calls name theirs', async () => {
    const at = trial();
    await attempt(at, () => Promise.reject(NO_MONEY), { credential: 'team-a' });
    expect(await attempt(at, () => 'fine', { credential: 'team-b' })).toBe('fine');
    expect(await attempt(at, () => 'fine')).toBe('fine');
    expect(await attempt(at, () => 'fine', { credential: 'team-a' })).toMatchObject({ code: 'credential-paused' });
    expect(at.snapshot().targets['t']?.paused).toMatchObject([{ credential: 'team-a', reason: 'quota_exhausted' }]);
  });

  it('refuses those that wait at the gate, when their turn comes', async () => {
    const at = trial({ retry: false, concurrency: { max: 1 } });
    const { attempts, operation } = puppet();
    const first = watch(at.run('t', operation));
    const second = watch(at.run('t', operation));
    await at.clock.settle();
    attempts[0]?.fail(NO_MONEY);
    await at.clock.settle();
    expect([first.ended, second.ended]).toMatchObject([{ error: NO_MONEY }, { error: { code: 'credential-paused' } }]);
    expect([attempts.length, at.snapshot().targets['t']?.inFlight]).toEqual([1, 0]);
  });
});

describe('a paused credential', () => {
  it('is tried after one minute, two, four, eight and then every ten, by one call each time', async () => {
    const at = trial();
    const sent: number[] = [];
    const failing = (): Promise<never> => {
      sent.push(at.clock.now() / minute);
      return Promise.reject(NO_MONEY);
    };
    for (let second = 0; second < 36 * 60; second++) {
      await at.run('t', failing).catch(() => {});
      await at.clock.advance(1_000);
    }
    expect(sent).toEqual([0, 1, 3, 7, 15, 25, 35]);
  });

  it('is tried when its quota resets, where the upstream says when and that is sooner', async () => {
    const at = trial();
    const soon = httpError(429, { 'retry-after': '90' }, { code: 'insufficient_quota' });
    await attempt(at, () => Promise.reject(soon));
    expect(at.snapshot().targets['t']?.paused).toMatchObject([{ probeAt: at.clock.wallNow() + minute }]);
    await at.clock.advance(minute);
    await attempt(at, () => Promise.reject(soon));
    expect(at.snapshot().targets['t']?.paused).toMatchObject([{ probeAt: at.clock.wallNow() + 90_000 }]);
  });

  it('works again with the first probe that succeeds', async () => {
    const at = trial();
    const changes = record(at, 'credential');
    await attempt(at, () => Promise.reject(NO_MONEY));
    await at.clock.advance(minute);
    expect(await attempt(at, () => 'paid')).toBe('paid');
    expect(await attempt(at, () => 'fine')).toBe('fine');
    expect(changes).toMatchObject([
      { state: 'paused', target: 't', credential: undefined, reason: 'quota_exhausted', probeInMs: minute },
      { state: 'resumed', failedProbes: 0, pausedForMs: minute, probeInMs: undefined },
    ]);
    expect(at.snapshot().targets['t']?.paused).toBeUndefined();
  });

  it('lets nobody else go while a probe is out; one that stays away for a minute gives its place to another', async () => {
    const at = trial({ timeout: false });
    await attempt(at, () => Promise.reject(NO_MONEY));
    await at.clock.advance(minute);
    const { attempts, operation } = puppet();
    const calls = Array.from({ length: 3 }, () => watch(at.run('t', operation)));
    await at.clock.settle();
    expect(attempts).toHaveLength(1);
    expect(calls.map(({ ended }) => ended !== undefined)).toEqual([false, true, true]);
    await at.clock.advance(minute);
    expect(await attempt(at, () => 'fine')).toBe('fine');
  });

  it.each([
    ['fails otherwise', (probe: { fail(error: unknown): void }) => probe.fail(httpError(400))],
    ['is cancelled', (_probe: unknown, left: AbortController) => left.abort()],
  ])('is tried again at once where a probe %s', async (_title, end) => {
    const at = trial({ retry: false });
    await attempt(at, () => Promise.reject(NO_MONEY));
    await at.clock.advance(minute);
    const { attempts, operation } = puppet();
    const left = new AbortController();
    void watch(at.run('t', operation, { signal: left.signal }));
    await at.clock.settle();
    end(attempts[0]!, left);
    await at.clock.settle();
    expect(at.snapshot().targets['t']?.paused).toHaveLength(1);
    expect(await attempt(at, () => 'fine')).toBe('fine');
  });

  it('counts what was in flight together once, and takes no late answer for news', async () => {
    const at = trial({ timeout: false });
    const { attempts, operation } = puppet();
    for (let call = 0; call < 4; call++) void watch(at.run('t', operation));
    await at.clock.advance(10);
    for (const pending of attempts.slice(0, 3)) pending.fail(NO_MONEY);
    await at.clock.advance(10);
    attempts[3]?.answer('sent before the money was gone');
    await at.clock.settle();
    expect(at.snapshot().targets['t']?.paused).toMatchObject([{ failedProbes: 0 }]);
  });

  it('is no longer shown once nobody has called with it for an hour, and is still tried when somebody does', async () => {
    const at = trial();
    await attempt(at, () => Promise.reject(NO_MONEY), { credential: 'withdrawn' });
    const paused = (): number | undefined => at.snapshot().targets['t']?.paused?.length;
    await at.clock.advance(60 * minute);
    expect(paused()).toBe(1);
    await at.clock.advance(minute);
    expect(paused()).toBe(0);
    await attempt(at, () => Promise.reject(NO_MONEY), { credential: 'withdrawn' });
    expect(at.snapshot().targets['t']?.paused).toMatchObject([{ credential: 'withdrawn', failedProbes: 1 }]);
  });

  it('goes on at once by hand', async () => {
    const at = trial();
    await attempt(at, () => Promise.reject(NO_MONEY), { credential: 'a' });
    await attempt(at, () => Promise.reject(NO_MONEY), { credential: 'b' });
    expect([at.resume('unknown'), at.resume('t', 'a'), at.resume('t', 'a')]).toEqual([false, true, false]);
    expect(await attempt(at, () => 'fine', { credential: 'a' })).toBe('fine');
    expect([at.resume('t'), await attempt(at, () => 'fine', { credential: 'b' })]).toEqual([true, 'fine']);
  });

  it('goes to the fallback at once, by the reason of the pause; a one-shot body too', async () => {
    const at = trial({ fallback: { quota_exhausted: ['other'], '*': ['wrong'] } });
    const targets: string[] = [];
    const operation = ({ target }: { target: string }): unknown => {
      targets.push(target);
      return target === 't' ? Promise.reject(NO_MONEY) : target;
    };
    expect(await attempt(at, operation)).toBe('other');
    expect(await attempt(at, operation, { resendable: false })).toBe('other');
    expect(targets).toEqual(['t', 'other', 'other']);
  });

  it('is explained, counted and reported as what it is', async () => {
    const at = trial();
    const refusals = record(at, 'refused');
    await attempt(at, () => Promise.reject(LOW_CREDIT));
    const refusal = await attempt(at, () => 'fine');
    expect(at.explain(refusal)).toMatchObject({
      stopped: 'credential-paused',
      classification: { code: 403, reason: 'billing', retryable: false, scope: 'credential', retryAfterMs: minute },
    });
    expect(refusals).toMatchObject([{ code: 'credential-paused', reason: 'billing', retryAfterMs: minute }]);
    expect(at.snapshot().targets['t']?.figures.refused).toEqual({ 'credential-paused': 1 });
  });

  it('ends a call that had failed before with that failure', async () => {
    const at = trial({ retry: { base: '1s', jitter: 'none' } });
    const overloaded = httpError(503);
    const call = watch(at.run('t', () => Promise.reject(overloaded)));
    await at.clock.settle();
    await attempt(at, () => Promise.reject(NO_MONEY));
    await at.clock.advance(5_000);
    expect(call.ended).toEqual({ error: overloaded });
    expect(at.explain(overloaded)).toMatchObject({ stopped: 'credential-paused', attempts: [{ number: 1 }] });
  });

  it('stays paused in the process that takes over', async () => {
    const at = trial();
    await attempt(at, () => Promise.reject(NO_MONEY));
    const clock = fakeClock();
    await clock.advance(20_000);
    const next = trial({}, { clock, restore: structuredClone(at.snapshot()) });
    expect(await attempt(next, () => 'fine')).toMatchObject({ code: 'credential-paused', retryAfterMs: 40_000 });
    await clock.advance(40_000);
    expect(await attempt(next, () => 'fine')).toBe('fine');
  });

  it('is remembered while it keeps calls out, and no longer', async () => {
    const at = trial({}, { maxTargets: 10 });
    await attempt(at, () => Promise.reject(NO_MONEY), {}, 'dry');
    await at.clock.advance(1);
    for (let call = 0; call < 50; call++) await at.run(`t${call}`, () => 1);
    expect(Object.keys(at.snapshot().targets)).toContain('dry');
    await at.clock.advance(minute);
    for (let call = 0; call < 50; call++) await at.run(`u${call}`, () => 1);
    expect(Object.keys(at.snapshot().targets)).not.toContain('dry');
  });

  it('keeps at most a thousand credentials of one target', async () => {
    const at = trial();
    for (let call = 0; call < 1_001; call++)
      await at.run('t', () => Promise.reject(NO_MONEY), { credential: `c${call}` }).catch(() => {});
    expect(at.snapshot().targets['t']?.paused).toHaveLength(1_000);
    expect(await attempt(at, () => 'fine', { credential: 'c0' })).toBe('fine');
  });
});
