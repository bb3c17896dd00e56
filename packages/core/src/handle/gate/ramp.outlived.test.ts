import { describe, expect, it } from 'vitest';
import { OPTIONS, ofSize, probing, request, settle } from '../../../test/breaker-steps.ts';
import type { BreakerState } from './breaker-state.ts';

// Defect: where an answer takes ten seconds, a target that is back is tried with one call in ten seconds, and one that
// turns a few calls away at once is taken for down, because nothing else has come back yet.
describe('an attempt that has outlived the failures while the target is tried again', () => {
  const waiting = { usualInFlight: 64, waiting: 100 };
  const outlived = (state: BreakerState, given: object = waiting): BreakerState =>
    settle(state, 'success', { ...given, sign: 'outlived' });

  it('counts as good, and keeps its place', () => {
    expect(outlived(probing())).toMatchObject({ batch: 16, inFlight: 1, tried: 1, proven: false });
    const climbing = { ...probing(), ...ofSize(16), tried: 1, run: 7, successes: 3 } as BreakerState;
    expect(outlived(climbing)).toMatchObject({ successes: 4, allowance: 18, inFlight: 16, run: 0 });
  });

  it('is not counted again when it ends well, but shows then that the target answers', () => {
    const ended = settle(outlived(probing()), 'success', { ...waiting, sign: 'counted' });
    expect(ended).toMatchObject({ inFlight: 0, successes: 0, proven: true });
  });

  it('counts as bad when it fails after all', () => {
    const ended = settle(outlived(probing()), 'failure', { ...waiting, sign: 'counted' });
    expect(ended).toMatchObject({ inFlight: 0, failures: 1, run: 1, proven: false });
  });

  it('neither closes the breaker nor goes beyond what was usual: it may hang', () => {
    const usual = { ...probing(), ...ofSize(64), tried: 1, successes: 63 } as BreakerState;
    expect(outlived(usual)).toMatchObject({ kind: 'half-open', batch: 64, allowance: 64 });
    expect(outlived(usual, { usualInFlight: 64 })).toMatchObject({ kind: 'half-open', batch: 64 });
    expect(outlived({ ...usual, proven: true } as BreakerState, { usualInFlight: 64 }).kind).toBe('closed');
  });

  it('does not close it there for all of the first probes: each has to be good', () => {
    const options = { ...OPTIONS, probes: 3, whenOpen: 'fail' } as const;
    const three = request(request(probing(options), 1_000, options), 1_000, options);
    const alive = settle(three, 'success', { sign: 'outlived' }, options);
    const answered = settle(alive, 'success', { sign: 'counted' }, options);
    expect(answered).toMatchObject({ kind: 'half-open', inFlight: 2, successes: 1, proven: true });
  });

  // Defect: none was served of a batch, and no share of a pace without a bound is no pace at all.
  it('is never paced where nobody may wait, and not when all of the others fail', () => {
    const options = { ...OPTIONS, ratio: 1, whenOpen: 'fail' } as const;
    // By chance as many fail in a row: half of all did before.
    const given = { usualInFlight: 64, calls: 10_000, failures: 5_000 };
    let state = settle(probing(options), 'success', { ...given, sign: 'outlived' }, options);
    for (let result = 0; result < 8; result++) {
      state = settle({ ...state, batch: 8 } as BreakerState, 'failure', given, options);
    }
    expect(state).toMatchObject({ kind: 'half-open', pace: Infinity, failures: 0 });
  });

  it('lets as many go as usual at once where nobody may wait, and closes the breaker when one is answered', () => {
    const options = { ...OPTIONS, whenOpen: 'fail' } as const;
    const given = { usualInFlight: 64, sign: 'outlived' } as const;
    const alive = settle(probing(options), 'success', given, options);
    expect(alive).toMatchObject({ kind: 'half-open', allowance: 64 });
    expect(settle(alive, 'success', { ...given, sign: 'counted' }, options).kind).toBe('closed');
  });
});
