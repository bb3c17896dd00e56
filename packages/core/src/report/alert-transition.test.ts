import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResolvedAlertRule } from '../policy/resolved.ts';
import { type AlertObservation, type AlertState, type Episode, seen, transition } from './alert-transition.ts';

const NONE = { attempts: 0, failures: 0 };
const RULES: readonly ResolvedAlertRule[] = [
  { type: 'error-rate', above: 0.5, windowMs: 60_000, minimumCalls: 20 },
  { type: 'spike', factor: 3, minimumCalls: 20 },
  { type: 'new-error' },
  { type: 'credential' },
  { type: 'breaker-open', forMs: 30_000 },
];
const [errorRate, spike, newError, credential, breakerOpen] = RULES as [
  ResolvedAlertRule,
  ResolvedAlertRule,
  ResolvedAlertRule,
  ResolvedAlertRule,
  ResolvedAlertRule,
];

function observed(nowMs: number, facts: Partial<AlertObservation> = {}): AlertObservation {
  return { nowMs, windows: [], baseline: NONE, episode: undefined, ...facts };
}

function attempts(nowMs: number, total: number, failures: number): AlertObservation {
  return observed(nowMs, { windows: [{ attempts: total, failures }] });
}

function raised(sinceMs: number, heldAtMs = sinceMs): NonNullable<AlertState> {
  return { sinceMs, heldAtMs };
}

describe('an error rate', () => {
  it('is raised above its limit, not at it', () => {
    expect(transition(undefined, attempts(5, 20, 10), errorRate)).toBeUndefined();
    expect(transition(undefined, attempts(5, 20, 11), errorRate)).toEqual(raised(5));
  });

  it('is not judged on fewer attempts than the rule asks for', () => {
    expect(transition(undefined, attempts(5, 19, 19), errorRate)).toBeUndefined();
  });

  it('stays until the share is a fifth below its limit', () => {
    expect(transition(raised(0, 99_000), attempts(100_000, 100, 41), errorRate)).toEqual(raised(0, 100_000));
    expect(transition(raised(0, 80_000), attempts(100_000, 100, 40), errorRate)).toBeUndefined();
  });

  it('stays for 10 s after that, so that it does not flicker', () => {
    expect(transition(raised(0, 90_001), attempts(100_000, 100, 0), errorRate)).toEqual(raised(0, 90_001));
    expect(transition(raised(0, 90_000), attempts(100_000, 100, 0), errorRate)).toBeUndefined();
  });

  it('is cleared when there is nothing in the window', () => {
    expect(transition(raised(0), attempts(100_000, 0, 0), errorRate)).toBeUndefined();
  });
});

describe('a breaker', () => {
  const open: Episode = { beganAtMs: 1_000, lastAtMs: 1_000, ended: false };

  it('is worth an alert when it has been open for as long as the rule says, since it opened', () => {
    expect(transition(undefined, observed(30_999, { episode: open }), breakerOpen)).toBeUndefined();
    expect(transition(undefined, observed(31_000, { episode: open }), breakerOpen)).toEqual(raised(1_000, 31_000));
  });

  it('is over when it has been closed for 10 s', () => {
    const closed = { ...open, ended: true };
    expect(transition(raised(1_000, 50_000), observed(59_999, { episode: closed }), breakerOpen)).toBeDefined();
    expect(transition(raised(1_000, 50_000), observed(60_000, { episode: closed }), breakerOpen)).toBeUndefined();
  });

  it('that opens again before that is the same alert', () => {
    const again = seen({ ...open, ended: true }, 55_000, true);
    expect(again).toEqual({ beganAtMs: 1_000, lastAtMs: 55_000, ended: false });
    expect(transition(raised(1_000, 50_000), observed(55_000, { episode: again }), breakerOpen)).toEqual(
      raised(1_000, 55_000),
    );
  });

  it('that opens again before it was worth an alert begins anew', () => {
    expect(seen({ ...open, ended: true }, 55_000, false).beganAtMs).toBe(55_000);
  });
});

describe('a credential', () => {
  it('is reported at its first refusal, and until it was not refused for a minute', () => {
    const refused = seen(undefined, 1_000, false);
    const state = transition(undefined, observed(1_000, { episode: refused }), credential);
    expect(state).toEqual(raised(1_000));
    const works = { ...refused, ended: true };
    expect(transition(state, observed(60_999, { episode: works }), credential)).toEqual(state);
    expect(transition(state, observed(61_000, { episode: works }), credential)).toBeUndefined();
  });
});

describe('a new error', () => {
  it('is news until it was not seen for five minutes, or for an hour', () => {
    const first = seen(undefined, 0, true);
    const state = transition(undefined, observed(0, { episode: first }), newError);
    expect(state).toEqual(raised(0));
    expect(transition(raised(0, 299_000), observed(299_999, { episode: first }), newError)).toBeDefined();
    expect(transition(raised(0, 299_000), observed(310_000, { episode: first }), newError)).toBeUndefined();
    const still = { ...first, lastAtMs: 3_599_999 };
    expect(transition(raised(0, 3_599_000), observed(3_610_000, { episode: still }), newError)).toBeUndefined();
  });
});

describe('every rule', () => {
  const counts = fc.nat(300).chain((total) => fc.record({ attempts: fc.constant(total), failures: fc.nat(total) }));
  const observation = fc.record({
    nowMs: fc.integer({ min: 200_000, max: 400_000 }),
    windows: fc.array(counts, { minLength: 1, maxLength: 3 }),
    baseline: counts,
    episode: fc.option(
      fc.record({
        beganAtMs: fc.nat(100_000),
        lastAtMs: fc.integer({ min: 100_000, max: 200_000 }),
        ended: fc.boolean(),
      }),
      { nil: undefined },
    ),
  });
  const state = fc.option(
    fc.record({ sinceMs: fc.nat(100_000), heldAtMs: fc.integer({ min: 100_000, max: 400_000 }) }),
    {
      nil: undefined,
    },
  );

  it('keeps since when it holds, and changes no argument', () => {
    fc.assert(
      fc.property(state, observation, fc.constantFrom(...RULES), (before, seenNow, rule) => {
        const frozen = [before, seenNow].map((value) => value && Object.freeze(value));
        const after = transition(frozen[0] as AlertState, frozen[1] as AlertObservation, rule);
        expect(after?.sinceMs ?? before?.sinceMs).toBe(before?.sinceMs ?? after?.sinceMs);
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });

  it('that would be raised anew is not cleared: it cannot flicker on one observation', () => {
    fc.assert(
      fc.property(observation, fc.constantFrom(...RULES), (seenNow, rule) => {
        const fresh = transition(undefined, seenNow, rule);
        fc.pre(fresh !== undefined);
        expect(transition(raised(0, seenNow.nowMs - 5_000), seenNow, rule)).toBeDefined();
      }),
      { seed: 2, numRuns: 2_000 },
    );
  });

  it('is quiet about a target that nothing is known of', () => {
    for (const rule of RULES) expect(transition(undefined, observed(1_000), rule)).toBeUndefined();
    expect(transition(undefined, observed(1_000, { baseline: { attempts: 1e6, failures: 0 } }), spike)).toBeUndefined();
  });
});
