import { describe, expect, it } from 'vitest';
import { harness, open } from '../../test/gate-harness.ts';
import { httpError, puppet, trial, watch } from '../../test/trial.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { createPolicyResolver } from '../policy/resolve-policy.ts';
import type { Attempt } from './attempt.ts';
import { waitTurn } from './turn.ts';

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

describe('a call that comes while a probe is under way', () => {
  /** How many attempts each of those in line has behind it, where one that has failed came before two that have not. */
  async function line(whenOpen: 'wait' | 'fail'): Promise<(number | undefined)[]> {
    const policy = { breaker: { whenOpen } } as const;
    const at = harness(policy);
    const target = { gate: at.gate, policy: createPolicyResolver(parsePolicy(policy))('target') };
    open(at);
    await at.clock.advance(2_000);
    at.admit();
    [2, 1, 1].forEach((number, sequence) => {
      const now = at.clock.now();
      const limits = { deadlineMs: Infinity, firstContentMs: Infinity, idleMs: Infinity };
      const call = { step: undefined, startedAtMs: now, waitedMs: 0, sequence, priority: 0, ...limits };
      void waitTurn({ number, enteredMs: now } as Attempt, call, target);
    });
    return [0, 1, 2].map(() => {
      const first = at.gate.room.first();
      if (first !== undefined) at.gate.leave(first);
      return first?.attemptsMade;
    });
  }

  it('goes before those who have failed before, where calls are to fail', async () => {
    expect(await line('fail')).toEqual([0, 0, 1]);
  });

  it('goes behind all who came before it, where calls may wait', async () => {
    expect(await line('wait')).toEqual([1, 0, 0]);
  });
});
