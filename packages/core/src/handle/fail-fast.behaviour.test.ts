import { describe, expect, it } from 'vitest';
import { httpError, puppet, script, type Trial, trial, watch } from '../../test/trial.ts';
import type { Policy } from '../policy/policy.ts';

/** Opens with the first failure; the first probe is due a second later. */
const BREAKER = { threshold: 1, whenOpen: 'fail' } as const;
const RETRY = { base: 500, factor: 4, max: 3, jitter: 'none' } as const;

/** A target that is down, with calls at its gate that have failed before. */
async function down(waiting: number, policy: Policy = {}): Promise<{ at: Trial; served: number[] }> {
  const at = trial({ breaker: BREAKER, retry: RETRY, ...policy }, { random: () => 0 });
  const served: number[] = [];
  const { attempts, operation } = puppet();
  for (let call = 0; call < waiting; call++) {
    const run = (context: Parameters<typeof operation>[0]): unknown =>
      context.number === 1 ? operation(context) : served.push(at.clock.now());
    void watch(at.run('t', run));
  }
  await at.clock.settle();
  for (const attempt of attempts) attempt.fail(httpError(503));
  await at.clock.advance(999);
  return { at, served };
}

describe('a target whose calls are to fail', () => {
  // Defect: a retry carried the probe, and a call that came just then was refused; and it has fewer attempts left.
  it('is probed by a call that comes, and not by one that waits', async () => {
    const { at, served } = await down(1);
    await at.clock.advance(1);
    const { attempts, operation } = puppet();
    void watch(at.run('t', operation));
    expect([attempts.length, served]).toEqual([1, []]);
  });

  it('is probed by one that waits when none comes for a quarter of a second', async () => {
    const { at, served } = await down(1);
    await at.clock.advance(2_000);
    expect(served).toEqual([1_250]);
  });

  // Defect: eight hundred that had waited for a target went together when it was back.
  it('lets who has waited go one by one when it is back, and whoever comes at once', async () => {
    const { at, served } = await down(3);
    await at.clock.advance(1);
    await expect(at.run('t', script('fine'))).resolves.toBe('fine');
    await at.clock.advance(100);
    await expect(Promise.all([1, 2, 3].map((call) => at.run('t', script(call))))).resolves.toEqual([1, 2, 3]);
    await at.clock.advance(2_000);
    expect(served).toEqual([1_000, 1_250, 1_500]);
  });

  // Defect: a gateway lost two seconds of its calls after a blip, since each 503 had asked for two more.
  it('is probed whatever an outage has asked for: who comes meanwhile would be lost', async () => {
    const at = trial({ breaker: BREAKER, retry: false }, { random: () => 0 });
    await at.run('t', script(httpError(503, { 'retry-after': '30' }))).catch(() => {});
    await expect(at.run('t', script('early'))).rejects.toMatchObject({ code: 'breaker-open', retryAfterMs: 1_000 });
    await at.clock.advance(1_000);
    await expect(at.run('t', script('fine'))).resolves.toBe('fine');
  });

  it('is left alone for as long as an outage has asked for, where calls can go elsewhere', async () => {
    const fallback = { '503': ['other'] };
    const at = trial({ targets: { t: { breaker: BREAKER, retry: false, fallback } } }, { random: () => 0 });
    const asked: string[] = [];
    const operation = ({ target }: { target: string }): string => {
      asked.push(target);
      if (target === 't') throw httpError(503, { 'retry-after': '30' });
      return 'elsewhere';
    };
    await expect(at.run('t', operation)).resolves.toBe('elsewhere');
    await at.clock.advance(29_000);
    await expect(at.run('t', operation)).resolves.toBe('elsewhere');
    expect(asked).toEqual(['t', 'other', 'other']);
  });
});
