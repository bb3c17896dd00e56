import { describe, expect, it } from 'vitest';
import { Usual } from './usual.ts';

/** Of so many attempts, one every `everyMs`, each with `inFlight` under way and `durationMs` long. */
function continued(usual: Usual, attempts: number, everyMs: number, inFlight: number, durationMs: number): Usual {
  for (let attempt = 0; attempt < attempts; attempt++) usual.note(inFlight, durationMs, (clockMs += everyMs), true);
  return usual;
}

let clockMs = 0;

describe('what is usual', () => {
  it('begins with one attempt in flight, and nothing known of durations', () => {
    expect(new Usual()).toMatchObject({ inFlight: 1, durationMs: 0 });
  });

  it('is the mean of what was seen, at first', () => {
    const usual = continued(new Usual(), 1, 1, 1, 160);
    expect(usual).toMatchObject({ durationMs: 160 });
    expect(continued(usual, 1, 1, 2, 80).durationMs).toBe(120);
    expect(usual.inFlight).toBe(1.5);
    expect(continued(usual, 1_000, 1, 20, 120).inFlight).toBeGreaterThan(19);
  });

  it('follows a change within half a minute, at any rate of calls', () => {
    for (const everyMs of [1, 100, 1_000]) {
      const usual = continued(new Usual(), 60_000 / everyMs, everyMs, 4, 100);
      expect(continued(usual, 30_000 / everyMs, everyMs, 4, 150).durationMs).toBeCloseTo(150 - 50 / Math.E, -1);
      expect(continued(usual, 120_000 / everyMs, everyMs, 4, 150).durationMs).toBeCloseTo(150, -1);
    }
  });

  it('does not take five seconds of a queue for usual', () => {
    const usual = continued(new Usual(), 60_000, 1, 50, 60);
    continued(usual, 5_000, 1, 1_500, 2_000);
    expect(usual.inFlight).toBeLessThan(60);
    expect(usual.durationMs).toBeLessThan(72);
  });

  it('comes to terms with a target that is slower for good', () => {
    const usual = continued(new Usual(), 600, 100, 5, 100);
    continued(usual, 3_000, 100, 40, 800);
    expect(usual.durationMs).toBeGreaterThan(780);
    expect(usual.inFlight).toBeGreaterThan(38);
  });

  it('takes the first sixteen answers as they are: the first of a process that has just begun are the quickest', () => {
    const usual = continued(new Usual(), 15, 1, 10, 100);
    continued(usual, 1, 1, 160, 8_000);
    expect(usual.durationMs).toBeCloseTo((15 * 100 + 8_000) / 16);
    expect(usual.inFlight).toBeCloseTo((15 * 10 + 160) / 16);
    const { durationMs, inFlight } = continued(usual, 15, 1, 10, 100);
    continued(usual, 1, 16 * 30_000, 1_000, 60_000);
    expect(usual.durationMs).toBeCloseTo(durationMs + durationMs / 16);
    expect(usual.inFlight).toBeCloseTo(inFlight + inFlight / 16);
  });

  it('gives one attempt after a long rest a sixteenth of its weight', () => {
    const usual = continued(new Usual(), 100, 10, 1, 100);
    usual.note(1, 116, clockMs + 3_600_000, true);
    expect(usual.durationMs).toBe(101);
  });

  it('is learned while the target is tried again as well, but for how many are in flight: there are fewer', () => {
    const usual = new Usual();
    usual.note(4, 8_000, 0, false);
    expect(usual).toMatchObject({ isKnown: true, isProven: false, inFlight: 4, durationMs: 8_000 });
    usual.note(4, 4_000, 100, true);
    usual.note(1, 3_000, 200, false);
    expect(usual).toMatchObject({ isProven: true, inFlight: 4, durationMs: 5_000 });
  });

  // Defect: a target whose answers took three times as long before it failed was asked, when it was back, for callers who
  // had the time for the answers of before: most of them left before theirs, for as long as somebody waited.
  it('follows a change within five seconds while the target is tried again', () => {
    const usual = continued(new Usual(), 60_000, 1, 4, 100);
    for (let answer = 0; answer < 50; answer++) usual.note(4, 150, (clockMs += 100), false);
    expect(usual.durationMs).toBeCloseTo(150 - 50 / Math.E, -1);
  });

  it('is longer than an attempt that was given up, and lasted for longer than it', () => {
    const usual = continued(new Usual(), 1_000, 100, 4, 1_000);
    usual.givenUp(999, (clockMs += 10_000));
    expect(usual.durationMs).toBeCloseTo(1_000);
    usual.givenUp(60_000, (clockMs += 10_000));
    expect(usual.durationMs).toBeCloseTo(1_000 + 1_000 / 16);
    expect(usual.inFlight).toBeCloseTo(4);
  });

  it('is not known by what was given up', () => {
    const usual = new Usual();
    usual.givenUp(9_000, 100);
    expect(usual).toMatchObject({ isKnown: false, durationMs: 0 });
  });

  it('is slow above two times the usual duration', () => {
    const usual = continued(new Usual(), 1, 1, 1, 100);
    expect([usual.isSlow(50), usual.isSlow(200), usual.isSlow(200.1)]).toEqual([false, false, true]);
  });

  it('is never slow while nothing is known', () => {
    expect(new Usual().isSlow(60_000)).toBe(false);
  });
});
