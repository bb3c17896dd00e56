import { describe, expect, it } from 'vitest';
import { settle } from '../../../test/breaker-steps.ts';
import { type BreakerState, CLOSED } from './breaker-state.ts';

type Given = Parameters<typeof settle>[2];

/** Fails the attempts of these ordinals, one after the other. */
function failed(ordinals: readonly number[], given: Given = {}, from: BreakerState = CLOSED): BreakerState {
  return ordinals.reduce((state, ordinal) => settle(state, 'failure', { ordinal, ...given }), from);
}

describe('a run of failures', () => {
  // Defect: for as long as one answer takes, good answers of before an outage come in between its failures.
  it('is not ended by a good answer to an attempt that was sent before it', () => {
    const run = failed([7, 8]);
    expect(settle(run, 'success', { ordinal: 6 })).toBe(run);
    expect(settle(run, 'neutral', { ordinal: 6 })).toBe(run);
    expect(settle(run, 'success', { ordinal: 9 })).toEqual(CLOSED);
  });

  it('does not begin with an attempt that was sent before one that was answered well', () => {
    expect(failed([7], { goodOrdinal: 8 })).toBe(CLOSED);
    expect(failed([9], { goodOrdinal: 8 })).toMatchObject({ run: 1 });
  });

  it('begins with the attempt of it that was sent first, whichever fails first', () => {
    const run = failed([8, 7]);
    expect(run).toMatchObject({ run: 2, began: 7 });
    expect(settle(run, 'success', { ordinal: 7 })).toEqual(CLOSED);
  });

  it('is not moved by what says nothing about the target', () => {
    const run = failed([7, 8]);
    expect(settle(run, 'neutral', { ordinal: 9 })).toBe(run);
  });

  it('is an outage by its length alone, where one was kept in a file', () => {
    const kept: BreakerState = { kind: 'closed', generation: 0, run: 5 };
    expect(settle(kept, 'failure', { ordinal: 1, goodOrdinal: 2 }).kind).toBe('open');
  });

  it('goes on where one was kept in a file, and ends with the next good answer', () => {
    const kept: BreakerState = { kind: 'closed', generation: 0, run: 3 };
    expect(settle(kept, 'failure', { ordinal: 1 })).toMatchObject({ run: 4 });
    expect(settle(kept, 'success', { ordinal: 1 })).toEqual(CLOSED);
    expect(settle(kept, 'neutral')).toBe(kept);
  });
});
