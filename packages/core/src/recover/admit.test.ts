import { describe, expect, it } from 'vitest';
import { httpError, trial, type Trial } from '../../test/trial.ts';
import type { EventMap } from '../report/events.ts';
import type { BreakwaterOptions } from '../breakwater.ts';

const POLICY = {
  retry: false,
  breaker: { threshold: 2, probeAfter: '5s', maxProbeAfter: '5s', whenOpen: 'fail' },
} as const;

/** A target that is down, and what is told of refusals. */
async function down(status = 503, options: BreakwaterOptions = {}) {
  const { clock: _own, ...others } = options;
  const at: Trial = trial(POLICY, { ...others, random: () => 0 });
  const refused: EventMap['refused'][] = [];
  at.on('refused', (event) => refused.push(event));
  for (let call = 0; call < 2; call++) {
    await at.run('t', () => Promise.reject(httpError(status))).catch(() => undefined);
  }
  return { at, refused };
}

describe('a call that is turned away before it is made', () => {
  it('is told the same as by a look', async () => {
    const { at } = await down();
    expect(at.admit('t')).toEqual(at.peek('t'));
    await at.clock.advance(5_000);
    expect([at.peek('t'), at.admit('t'), at.admit('never called')]).toEqual([undefined, undefined, undefined]);
  });

  it('counts as a refused call of its target, in the figures and as an event', async () => {
    const { at, refused } = await down();
    at.admit('t');
    const { figures } = at.snapshot().targets['t']!;
    expect(figures).toMatchObject({ calls: 3, callsFailed: 3, attempts: 2, refused: { 'breaker-open': 1 } });
    expect(figures.callsByAttempts).toEqual([1, 2]);
    expect(refused).toMatchObject([{ target: 't', call: 3, code: 'breaker-open', attempts: 0, waitedMs: 0 }]);
  });

  it('is not counted when it may come', async () => {
    const { at, refused } = await down();
    await at.clock.advance(5_000);
    at.admit('t');
    expect([at.snapshot().targets['t']?.figures.calls, refused]).toEqual([2, []]);
  });

  // Defect: where every request is looked at first, none ever asks the check that would let one through.
  it('has the health check asked that must say yes first', async () => {
    let asked = 0;
    const { at } = await down(502, { healthCheck: () => ++asked > 0 });
    await at.clock.advance(5_000);
    expect(at.admit('t')).toMatchObject({ code: 'breaker-open' });
    await at.clock.settle();
    expect([asked, at.admit('t')]).toEqual([1, undefined]);
  });
});
