import { describe, expect, it } from 'vitest';
import type { Settled } from './breaker-state.ts';
import type { Permit } from './permit.ts';
import { settledEvent } from './settled-event.ts';
import { Usual } from './usual.ts';
import { CallWindow } from './window.ts';

/** Of an attempt that was sent at 50 s, at a target whose answers take 100 ms. */
function event(nowMs: number, answeredAtMs?: number): Settled {
  const usual = new Usual();
  usual.note(3, 100, 40_000, true);
  const permit: Permit = {
    number: 1,
    generation: 2,
    sinceMs: 0,
    sentAtMs: 50_000,
    answeredAtMs,
    lease: undefined,
  };
  const news = { outcome: 'success', sign: 'ended', lapsed: false } as const;
  const facts = {
    ...news,
    nowMs,
    waiting: 0,
    inFlight: 0,
    arrivalsPerSecond: 0,
    goodOrdinal: 0,
    lastOrdinal: 0,
    random: 0,
  };
  const window = new CallWindow(10_000);
  for (let call = 0; call < 100; call++) window.record(nowMs, false);
  return settledEvent(permit, facts, window, usual);
}

describe('an attempt that has ended, as the breaker judges it', () => {
  it('was slow where it took more than twice the usual time', () => {
    expect([event(50_200).slowed, event(50_201).slowed]).toEqual([false, true]);
  });

  it('took until its first content, where it was answered with a stream', () => {
    expect([event(90_000, 50_200).slowed, event(90_000, 50_201).slowed]).toEqual([false, true]);
  });

  it('belongs to the generation that it was sent in', () => {
    expect(event(50_100)).toMatchObject({ type: 'attempt-settled', generation: 2, usualInFlight: 3 });
  });
});
