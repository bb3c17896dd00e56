import { expect, it } from 'vitest';
import { httpError, puppet, trial, watch } from '../../test/trial.ts';

it('a call that has failed before lets one go first that has not: the probe costs it no attempt', async () => {
  const policy = { breaker: { threshold: 1 }, retry: { max: 2, base: 0 } } as const;
  const { clock, run } = trial(policy, { random: () => 0 });
  const [earlier, later] = [puppet(), puppet()];
  void watch(run('t', earlier.operation));
  await clock.settle();
  earlier.attempts[0]?.fail(httpError(503));
  await clock.settle();
  void watch(run('t', later.operation));
  await clock.advance(10_000);
  expect([earlier.attempts.length, later.attempts.length]).toEqual([1, 1]);
  later.attempts[0]?.answer('fine');
  await clock.advance(1_000);
  expect(earlier.attempts.length).toBe(2);
});
