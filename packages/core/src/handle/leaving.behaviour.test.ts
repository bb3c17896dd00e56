import { describe, expect, it } from 'vitest';
import { httpError, type Trial, trial, watch } from '../../test/trial.ts';

const PATIENCE_MS = 10_000;
const ANSWER_MS = 500;

/** An upstream that is down, and then answers after half a second. */
function upstream(at: Trial): { down: boolean; sent: number; readonly answer: () => Promise<string> } {
  const state = {
    down: true,
    sent: 0,
    answer: (): Promise<string> => {
      state.sent++;
      if (state.down) return Promise.reject(httpError(503));
      return new Promise((resolve) => at.clock.setTimer(() => resolve('fine'), ANSWER_MS));
    },
  };
  return state;
}

describe('callers who leave without having said when', () => {
  // Defect: a line in order of arrival, as long as its callers' patience, gives every turn to one who leaves.
  it('do not keep a target down that is back: those who have just come go first', async () => {
    const at = trial({ retry: false, breaker: { threshold: 3 } });
    const target = upstream(at);
    let served = 0;
    const call = async (): Promise<void> => {
      const caller = new AbortController();
      const leaving = at.clock.setTimer(() => caller.abort(new Error('left')), PATIENCE_MS);
      await at.run('t', target.answer, { signal: caller.signal }).then(
        () => served++,
        () => {},
      );
      at.clock.clearTimer(leaving);
    };
    for (let second = 0; second < 100; second++) {
      if (second === 25) target.down = false;
      void call();
      await at.clock.advance(500);
      void call();
      await at.clock.advance(500);
    }
    // 150 calls came after the recovery.
    expect(served).toBeGreaterThan(140);
    expect(at.snapshot().targets['t']?.breaker.state).toBe('closed');
  });

  it('are not sent again when they leave during a backoff', async () => {
    const at = trial({ retry: { base: 1_000, jitter: 'none' } });
    const target = upstream(at);
    const caller = new AbortController();
    const call = watch(at.run('t', target.answer, { signal: caller.signal }));
    await at.clock.advance(500);
    caller.abort(new Error('left'));
    await at.clock.advance(60_000);
    expect([target.sent, call.ended]).toMatchObject([1, { error: { message: 'left' } }]);
    expect([at.snapshot().targets['t']?.waiting, at.clock.pending]).toEqual([0, 0]);
  });
});
