import { describe, expect, it } from 'vitest';
import { OPTIONS, settle } from '../../../test/breaker-steps.ts';
import { type BreakerState, CLOSED } from './breaker-state.ts';

type Given = Parameters<typeof settle>[2];

/** Fails the attempts of these ordinals, one after the other. */
function failed(ordinals: readonly number[], given: Given = {}, from: BreakerState = CLOSED): BreakerState {
  return ordinals.reduce((state, ordinal) => settle(state, 'failure', { ordinal, ...given }), from);
}

function began(state: BreakerState): object | undefined {
  return state.kind === 'closed' ? state.began : undefined;
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
    const run = settle(failed([8], { sentAtMs: 80 }), 'failure', { ordinal: 7, sentAtMs: 70 });
    expect(run).toMatchObject({ run: 2, began: { ordinal: 7, sentAtMs: 70, ended: 2 } });
    expect(settle(run, 'success', { ordinal: 7 })).toEqual(CLOSED);
  });

  it('knows how many of those that were sent with it have ended, in whatever way', () => {
    const run = failed([7, 8]);
    expect(settle(run, 'neutral', { ordinal: 9 })).toEqual({ ...run, began: { ...began(run), ended: 3 } });
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

describe('failures that come at once, where an answer takes ten seconds', () => {
  const slow = { usualMs: 10_000, durationMs: 50, callsPerSecond: 10 };
  const ten = Array.from({ length: 10 }, (_, index) => index + 1);

  it('are no outage before it can be told who outlives them, unless hardly anybody may', () => {
    // All out, 11 of 21, may be well at first; later 1.5 of them are known to be too young.
    expect(failed(ten, { ...slow, lastOrdinal: 21, nowMs: 299 }).kind).toBe('closed');
    expect(failed(ten, { ...slow, lastOrdinal: 21, nowMs: 300 }).kind).toBe('open');
    expect(failed(ten.slice(0, 5), { ...slow, lastOrdinal: 5, nowMs: 0 }).kind).toBe('open');
  });

  it('are no outage while no more of what was sent with them has failed than the policy tolerates', () => {
    const later = { ...slow, nowMs: 2_000 };
    // Ten have failed, and so many are on their way still, of which 1.5 are too young to tell: half of them, or more.
    expect(failed(ten, { ...later, lastOrdinal: 10 + 12 }).kind).toBe('closed');
    expect(failed(ten, { ...later, lastOrdinal: 10 + 11 }).kind).toBe('open');
    // Of thirteen, three are too young: exactly half of twenty have failed.
    expect(failed(ten, { ...later, callsPerSecond: 20, lastOrdinal: 10 + 13 }).kind).toBe('open');
    expect(failed(ten, { ...later, callsPerSecond: 20, lastOrdinal: 10 + 14 }).kind).toBe('closed');
  });

  it('are one at once where failures take as long as answers', () => {
    const five = ten.slice(0, 5);
    expect(failed(five, { usualMs: 100, durationMs: 50, lastOrdinal: 99 }).kind).toBe('open');
    expect(failed(five, { usualMs: 300, durationMs: 100, lastOrdinal: 99 }).kind).toBe('open');
    expect(failed(five, { usualMs: 2_000, durationMs: 700, lastOrdinal: 99 }).kind).toBe('open');
    expect(failed(five, { usualMs: 2_000, durationMs: 600, lastOrdinal: 99 }).kind).toBe('closed');
  });

  it('are told by what the failures of the run take in the middle: a slow one among them changes nothing', () => {
    const run = failed(ten.slice(0, 8), { ...slow, nowMs: 2_000, lastOrdinal: 100 });
    const after = settle(run, 'failure', { ...slow, durationMs: 9_000, ordinal: 9, nowMs: 9_000, lastOrdinal: 100 });
    expect(after.kind).toBe('closed');
  });

  it('are an outage unless more outlive them than make a row, where the policy has no ratio', () => {
    const options = { ...OPTIONS, ratio: Infinity };
    const after = (lastOrdinal: number): BreakerState => {
      const given = { ...slow, nowMs: 2_000, lastOrdinal };
      return ten.reduce<BreakerState>(
        (state, ordinal) => settle(state, 'failure', { ...given, ordinal }, options),
        CLOSED,
      );
    };
    expect([after(10 + 7).kind, after(10 + 6).kind]).toEqual(['closed', 'open']);
  });
});
