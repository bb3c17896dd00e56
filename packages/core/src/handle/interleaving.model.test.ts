import { getEventListeners } from 'node:events';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpError, trial, watch } from '../../test/trial.ts';
import type { Policy } from '../policy/policy.ts';

/** How each attempt of a call ends, and whether its caller leaves at some moment. */
const call = fc.record({
  outcomes: fc.array(fc.constantFrom('good', 'bad', 'throttled', 'wrong'), { minLength: 3, maxLength: 3 }),
  leaves: fc.boolean(),
});

const POLICIES: Readonly<Record<string, Policy>> = {
  'calls that wait': { breaker: { threshold: 2 }, timeout: { attempt: '2s', total: '20s' } },
  'calls that fail at once': { breaker: { threshold: 2, whenOpen: 'fail' }, timeout: { attempt: '2s', total: '20s' } },
  'a limit of one': { concurrency: { max: 1 }, breaker: { threshold: 3 }, timeout: { total: '20s' } },
};

function end(outcome: string | undefined): Promise<string> {
  if (outcome === 'good') return Promise.resolve('fine');
  if (outcome === 'throttled') return Promise.reject(httpError(429, { 'retry-after': '1' }));
  return Promise.reject(httpError(outcome === 'bad' ? 503 : 400));
}

/** Results, departures and steps of time in the order that `s` gives them: each is a promise that it lets go. */
async function play(s: fc.Scheduler, policy: Policy, plan: readonly { outcomes: string[]; leaves: boolean }[]) {
  const at = trial(policy);
  const callers = plan.map(() => new AbortController());
  const calls = plan.map(({ outcomes }, index) => {
    let made = 0;
    const { signal } = callers[index] as AbortController;
    const operation = (): Promise<string> => {
      expect(signal.aborted, 'nothing is sent for a caller who has left').toBe(false);
      return s.schedule(Promise.resolve(), `result ${index}`).then(() => end(outcomes[made++]));
    };
    return watch(at.run('t', operation, { signal }));
  });
  plan.forEach(({ leaves }, index) => {
    if (leaves)
      void s.schedule(Promise.resolve(), `leave ${index}`).then(() => callers[index]?.abort(new Error('left')));
  });
  void s.scheduleSequence(
    [100, 500, 1_000, 1_900, 3_000].map((ms) => ({ label: `time ${ms}`, builder: () => at.clock.advance(ms) })),
  );
  await s.waitIdle();
  // Whoever still waits has 20 s at most; what is sent meanwhile ends in its turn.
  for (let second = 0; second < 25; second++) {
    await at.clock.advance(1_000);
    await s.waitIdle();
  }
  return { at, calls, callers };
}

describe('calls, results, departures and time in any order', () => {
  it.each(Object.keys(POLICIES))('end once each, and leave nothing behind: %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(call, { minLength: 1, maxLength: 6 }), async (s, plan) => {
        const { at, calls, callers } = await play(s, POLICIES[name] as Policy, plan);
        expect(calls.every(({ ended }) => ended !== undefined)).toBe(true);
        expect(at.snapshot().targets['t']).toMatchObject({ inFlight: 0, waiting: 0 });
        expect(callers.flatMap(({ signal }) => getEventListeners(signal, 'abort'))).toEqual([]);
        expect(at.clock.pending).toBe(0);
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});
