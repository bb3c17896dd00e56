import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpError, trial } from '../../test/trial.ts';
import type { Policy } from '../policy/policy.ts';
import { seededRandom } from '../testing/seeded-random.ts';

const WALL_START_MS = 1_800_000_000_000;

/** When the attempts of a call go out whose first answer is `status` with `headers`, and the second is good. */
async function sentAt(
  status: number,
  headers: Readonly<Record<string, string>>,
  seed = 1,
  body?: unknown,
  policy: Policy = {},
): Promise<readonly number[]> {
  const { clock, ...breakwater } = trial(policy, { random: seededRandom(seed) });
  const sent: number[] = [];
  breakwater
    .run('t', async () => {
      sent.push(clock.now());
      if (sent.length === 1) throw httpError(status, headers, body);
    })
    .catch(() => {});
  await clock.advance(600_000);
  return sent;
}

describe('Retry-After', () => {
  it('of 2 s after a 429 brings the next attempt 2.0 to 2.6 s later, jitter included, whatever the dice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const [first, second = 0] = await sentAt(429, { 'retry-after': '2' }, seed);
        expect(first).toBe(0);
        expect(second >= 2_000 && second < 2_600).toBe(true);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('does not let the cooldown of the target refuse the attempt that it has asked for', async () => {
    const policies: readonly Policy[] = [{ breaker: { whenOpen: 'fail' } }, { breaker: { maxWaiting: 0 } }];
    for (let seed = 0; seed < 30; seed++) {
      for (const policy of policies) {
        expect(await sentAt(429, { 'retry-after': '2' }, seed, undefined, policy)).toHaveLength(2);
      }
    }
  });

  it('as a date 3 s ahead brings it 2 to 3.5 s later', async () => {
    const [, second = 0] = await sentAt(503, { 'retry-after': new Date(WALL_START_MS + 3_000).toUTCString() });
    expect(second).toBeGreaterThanOrEqual(2_000);
    expect(second).toBeLessThanOrEqual(3_500);
  });

  it("as a date is read by the server's own clock where it tells the time", async () => {
    const date = new Date(WALL_START_MS - 3_600_000);
    const headers = { date: date.toUTCString(), 'retry-after': new Date(date.getTime() + 3_000).toUTCString() };
    const [, second = 0] = await sentAt(503, headers);
    expect(second >= 3_000 && second <= 3_500).toBe(true);
  });

  it('as a date in the past falls back to the backoff, never to less than nothing', async () => {
    const [, second = -1] = await sentAt(503, { 'retry-after': new Date(WALL_START_MS - 5_000).toUTCString() });
    expect(second >= 0 && second < 1_000).toBe(true);
  });

  it('in milliseconds outranks the one in seconds', async () => {
    const [, second = 0] = await sentAt(429, { 'retry-after-ms': '200', 'retry-after': '5' });
    expect(second >= 200 && second <= 260).toBe(true);
  });

  it('of 0 means at once, without backoff', async () => {
    expect(await sentAt(503, { 'retry-after': '0' })).toEqual([0, 0]);
  });

  it('beside insufficient_quota brings no second attempt, and the class says quota', async () => {
    const body = { code: 'insufficient_quota', message: 'You exceeded your current quota' };
    expect(await sentAt(429, { 'retry-after': '1' }, 1, body)).toEqual([0]);
    const error = httpError(429, {}, body);
    expect(trial().explain(error).classification).toMatchObject({ code: 429, reason: 'quota_exhausted' });
  });

  it.each(['-5', 'soon', '1e3', '', 'NaN', '99999999999999999999'])(
    'of %o is taken for none: the backoff counts',
    async (value) => {
      const [, second = -1] = await sentAt(503, { 'retry-after': value });
      expect(second >= 0 && second < 1_000).toBe(true);
    },
  );
});

describe('a hint that cannot be waited for', () => {
  it('ends the call at once, and explains when it may be tried again', async () => {
    const { clock, ...breakwater } = trial();
    const error = httpError(429, { 'retry-after': '3600' });
    await expect(breakwater.run('t', () => Promise.reject(error))).rejects.toBe(error);
    expect(clock.now()).toBe(0);
    const explanation = breakwater.explain(error);
    expect(explanation).toMatchObject({ stopped: 'retry-after-too-long', attempts: [{ number: 1 }] });
    expect(explanation.classification).toMatchObject({ retryAfterMs: 3_600_000, retryAt: WALL_START_MS + 3_600_000 });
  });

  it('because it is past the deadline ends the call at once as well', async () => {
    const { clock, ...breakwater } = trial();
    const error = httpError(429, { 'retry-after': '30' });
    await expect(breakwater.run('t', () => Promise.reject(error), { deadline: '30s' })).rejects.toBe(error);
    expect([clock.now(), breakwater.explain(error).stopped]).toEqual([0, 'deadline']);
    expect(breakwater.explain(error).classification.retryAt).toBe(WALL_START_MS + 30_000);
  });

  it('lets nobody else go to that target before it is over', async () => {
    const { clock, ...breakwater } = trial({ breaker: { whenOpen: 'fail' } });
    await breakwater
      .run('t', () => Promise.reject(httpError(429, { 'retry-after': '30' })), { deadline: '1s' })
      .catch(() => {});
    const refused = breakwater.run('t', () => 'fine');
    await expect(refused).rejects.toMatchObject({ code: 'cooling-down', status: 503 });
    await clock.advance(37_500);
    await expect(breakwater.run('t', () => 'fine')).resolves.toBe('fine');
  });
});
