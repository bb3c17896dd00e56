import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BreakerEvent, type BreakerOptions, type BreakerState, CLOSED } from './breaker-state.ts';
import { transition } from './breaker.ts';

const options: fc.Arbitrary<BreakerOptions> = fc.record({
  threshold: fc.integer({ min: 1, max: 6 }),
  ratio: fc.constantFrom(0.1, 0.5, 1, Infinity),
  minimumCalls: fc.integer({ min: 1, max: 30 }),
  probeAfterMs: fc.integer({ min: 1, max: 2_000 }),
  maxProbeAfterMs: fc.integer({ min: 2_000, max: 8_000 }),
  probes: fc.integer({ min: 1, max: 4 }),
  whenOpen: fc.constantFrom('wait' as const, 'wait' as const, 'fail' as const),
});

/** A step of time and dice; what it settles is chosen among the permits that are out. */
const step = fc.record({
  act: fc.constantFrom('request', 'request', 'settle', 'settle', 'settle', 'outlive', 'outlive', 'meanwhile', 'wait'),
  which: fc.nat(),
  outcome: fc.constantFrom('success' as const, 'failure' as const, 'neutral' as const),
  afterMs: fc.integer({ min: 0, max: 1_500 }),
  usualInFlight: fc.constantFrom(1, 1, 1, 2, 5, 20),
  waiting: fc.integer({ min: 0, max: 3 }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

interface Permit {
  readonly generation: number;
  /** It has outlived the failures, and is out still. */
  outlived?: boolean;
}

/** Drives a breaker as a gate does, and calls `check` after every event that it was given. */
function drive(
  steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[],
  given: BreakerOptions,
  check: (before: BreakerState, event: BreakerEvent, after: BreakerState, out: readonly Permit[]) => void,
): void {
  let state: BreakerState = CLOSED;
  let nowMs = 0;
  const window: boolean[] = [];
  const out: Permit[] = [];
  for (const { act, which, outcome, afterMs, ...facts } of steps) {
    nowMs += afterMs;
    const before = state;
    if (act === 'wait') continue;
    if (act === 'request') {
      const event = { type: 'permit-requested', nowMs } as const;
      state = transition(before, event, given);
      if (before.kind === 'closed' || state !== before) {
        out.push({ generation: state.generation });
      }
      check(before, event, state, out);
    } else if (act === 'meanwhile') {
      const event = { type: 'answered-meanwhile', nowMs } as const;
      state = transition(before, event, given);
      check(before, event, state, out);
    } else if (act === 'outlive') {
      const young = out.filter(({ generation, outlived }) => generation === state.generation && outlived !== true);
      const permit = young[which % Math.max(young.length, 1)];
      if (permit === undefined || before.kind !== 'half-open') continue;
      permit.outlived = true;
      const { generation } = permit;
      const attempt = { ...CALM, sign: 'outlived', outcome: 'success', generation, ...tallyOf(window) } as const;
      const event = { type: 'attempt-settled', nowMs, ...attempt, ...facts } as const;
      state = transition(before, event, given);
      if (state.kind === 'closed') window.length = 0;
      check(before, event, state, out);
    } else if (out.length > 0) {
      const [{ generation, outlived }] = out.splice(which % out.length, 1) as [Permit];
      const permit = { generation, sign: outlived === true ? 'counted' : 'ended' } as const;
      const counts = outcome !== 'neutral' && before.kind === 'closed' && permit.generation === before.generation;
      if (counts) window.push(outcome === 'failure');
      const attempt = { ...CALM, ...permit, outcome, ...tallyOf(window) } as const;
      const event = { type: 'attempt-settled', nowMs, ...attempt, ...facts } as const;
      state = transition(before, event, given);
      if (state.kind === 'closed' && before.kind !== 'closed') window.length = 0;
      check(before, event, state, out);
    }
  }
}

function tallyOf(window: readonly boolean[]): { readonly calls: number; readonly failures: number } {
  return { calls: window.length, failures: window.filter(Boolean).length };
}

/** Nothing recent to go by, and nothing slow. */
const CALM = {
  sign: 'ended',
  lapsed: false,
  failedLately: 0,
  callsPerSecond: 0,
  inFlight: 0,
  slowed: false,
  ordinal: 0,
  goodOrdinal: 0,
  arrivalsPerSecond: 0,
  lastOrdinal: 0,
  sentAtMs: 0,
  durationMs: 0,
  usualMs: 0,
} as const;

function always(
  check: Parameters<typeof drive>[2] extends infer Check ? (given: BreakerOptions) => Check : never,
): void {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150, size: 'max' }), options, (steps, given) => {
      drive(steps, given, check(given));
    }),
    { seed: 1, numRuns: 250 },
  );
}

describe('a breaker under any interleaving', () => {
  it('never has more attempts in flight than it allows when it lets one go', () => {
    always(() => (before, event, after, out) => {
      const admitted = event.type === 'permit-requested' && after.kind === 'half-open' && after !== before;
      const inFlight = out.filter(({ generation }) => generation === after.generation).length;
      expect(!admitted || (after.kind === 'half-open' && inFlight <= after.allowance)).toBe(true);
    });
  });

  it('begins with as many probes as the policy says, and never allows fewer', () => {
    always((given) => (before, _event, after) => {
      const opened = before.kind === 'open' && after.kind === 'half-open';
      expect(!opened || (after.allowance === given.probes && after.inFlight <= 1)).toBe(true);
      expect(after.kind !== 'half-open' || after.allowance >= given.probes).toBe(true);
    });
  });

  it('knows how many of its attempts are in flight', () => {
    always(() => (_before, _event, after, out) => {
      const inFlight = out.filter(({ generation }) => generation === after.generation).length;
      expect(after.kind === 'half-open' ? after.inFlight : inFlight).toBe(inFlight);
    });
  });

  it('is not moved by a result of an earlier generation', () => {
    always(() => (before, event, after) => {
      const stale = event.type === 'attempt-settled' && event.generation !== before.generation;
      expect(!stale || after === before).toBe(true);
    });
  });

  it('does not close for attempts that have merely outlived the failures', () => {
    always(() => (before, event, after) => {
      const merely = event.type === 'attempt-settled' && event.sign === 'outlived';
      const closes = before.kind === 'half-open' && after.kind === 'closed';
      expect(!closes || !merely || before.proven).toBe(true);
    });
  });

  it('keeps the place of an attempt that has outlived the failures', () => {
    always(() => (before, event, after) => {
      if (event.type !== 'attempt-settled' || event.sign !== 'outlived' || before.kind !== 'half-open') return;
      expect(after.kind !== 'half-open' || after.inFlight === before.inFlight).toBe(true);
    });
  });

  it('never changes its kind for a result that tells nothing', () => {
    always(() => (before, event, after) => {
      const neutral = event.type === 'attempt-settled' && event.outcome === 'neutral';
      expect(!neutral || after.kind === before.kind).toBe(true);
    });
  });

  it('begins a generation with every change of kind, and at no other time', () => {
    always(() => (before, _event, after) => {
      expect(after.generation - before.generation).toBe(after.kind === before.kind ? 0 : 1);
    });
  });

  it('only ever goes round: closed, open, half-open, and from there to either', () => {
    const ways = ['closed>open', 'open>half-open', 'half-open>open', 'half-open>closed'];
    always(() => (before, _event, after) => {
      expect(before.kind === after.kind || ways.includes(`${before.kind}>${after.kind}`)).toBe(true);
    });
  });

  it('lets nobody go before its time, and stays open for half to all of what it may', () => {
    always((given) => (before, event, after) => {
      const early = before.kind === 'open' && event.type === 'permit-requested' && event.nowMs < before.probeAtMs;
      expect(!early || after === before).toBe(true);
      const openForMs = after.kind === 'open' && before.kind !== 'open' ? after.probeAtMs - event.nowMs : undefined;
      const failedProbes = after.kind === 'open' ? after.failedProbes : 0;
      const ceilingMs = Math.min(given.maxProbeAfterMs, given.probeAfterMs * 2 ** failedProbes);
      expect(openForMs === undefined || (openForMs > ceilingMs / 2 - 1e-9 && openForMs <= ceilingMs)).toBe(true);
    });
  });

  it('remembers since when the target has been down until it is closed, or down again after it was back', () => {
    always(() => (before, event, after) => {
      if (after.kind === 'closed') return;
      const isAnew = before.kind === 'half-open' && after.kind === 'open' && after.failedProbes === 0;
      const downSinceMs = before.kind === 'closed' || isAnew ? event.nowMs : before.downSinceMs;
      expect(after.downSinceMs).toBe(downSinceMs);
    });
  });

  it('opens from closed as a count of runs and of the window says, and only then', () => {
    always((given) => (before, event, after) => {
      if (event.type !== 'attempt-settled' || before.kind !== 'closed' || event.generation !== before.generation)
        return;
      const run = event.outcome === 'failure' ? before.run + 1 : event.outcome === 'success' ? 0 : before.run;
      const mostly = event.calls >= given.minimumCalls && event.failures / event.calls > given.ratio;
      const earlier = event.calls - run;
      const usual = earlier >= given.minimumCalls ? (event.failures - run) / earlier : 0;
      const row = run >= given.threshold && (usual >= 1 || usual ** run <= 1e-6 || usual === 0);
      const opens = event.outcome === 'failure' && (mostly || row);
      expect(after).toMatchObject(opens ? { kind: 'open' } : { kind: 'closed', run });
    });
  });

  it('closes again, whatever has happened to it, once every probe succeeds', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100, size: 'max' }), options, (steps, given) => {
        let state: BreakerState = CLOSED;
        let left: Permit[] = [];
        drive(steps, given, (_before, _event, after, out) => {
          state = after;
          left = [...out];
        });
        const facts = { nowMs: 1e9, ...CALM, calls: 1, failures: 0, usualInFlight: 20, waiting: 0, random: 0 };
        const succeed = (permit: Permit): void => {
          state = transition(state, { type: 'attempt-settled', ...permit, outcome: 'success', ...facts }, given);
        };
        left.forEach(succeed);
        for (let turn = 0; turn < 200 && state.kind !== 'closed'; turn++) {
          state = transition(state, { type: 'permit-requested', nowMs: 1e9 }, given);
          succeed({ generation: state.generation });
        }
        expect(state.kind).toBe('closed');
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
