import { describe, expect, it } from 'vitest';
import { jain, wastedAfter } from './measure.ts';
import { Recorder } from './recorder.ts';
import { recoveredAtMs } from './recovery.ts';
import { summarise } from './summary.ts';
import type { Result } from './result.ts';

describe('fairness', () => {
  it('is 1 when all fare alike, and 1/n when one has everything', () => {
    const callsOf = Float64Array.from([10, 20, 40, 80]);
    expect(jain({ callsOf, answeredOf: Float64Array.from([5, 10, 20, 40]) })).toBeCloseTo(1, 12);
    expect(jain({ callsOf, answeredOf: Float64Array.from([10, 0, 0, 0]) })).toBeCloseTo(0.25, 12);
  });

  it('leaves out clients that made no call', () => {
    expect(jain({ callsOf: Float64Array.from([10, 0]), answeredOf: Float64Array.from([10, 0]) })).toBe(1);
  });
});

describe('probes', () => {
  it('are the attempts in vain of processes whose breaker for that target is not closed', () => {
    const recorder = new Recorder(1_000, 1);
    const told = { target: 'a', to: 'open' } as const;
    recorder.breakerChanged({ ...told, atMs: 0, process: 1 }, true);
    for (const process of [0, 1]) for (const target of ['a', 'b']) recorder.attemptInTrouble(10, { process, target });
    recorder.attempt(20, true);
    recorder.breakerChanged({ ...told, to: 'half-open', atMs: 30, process: 1 }, false);
    recorder.attemptInTrouble(110, { process: 1, target: 'a' });
    recorder.breakerChanged({ ...told, to: 'closed', atMs: 120, process: 1 }, false);
    recorder.attemptInTrouble(130, { process: 1, target: 'a' });
    expect(Array.from(recorder.probes.subarray(0, 2))).toEqual([1, 1]);
    expect(Array.from(recorder.wasted.subarray(0, 2))).toEqual([5, 2]);
  });
});

describe('what is wasted after an incident', () => {
  it('is counted from its end on, for a minute', () => {
    const wasted = new Float64Array(1_000);
    wasted[49] = 1;
    wasted[50] = 10;
    wasted[649] = 100;
    wasted[650] = 1_000;
    expect(wastedAfter(5_000, { wasted })).toBe(110);
  });
});

describe('recovery', () => {
  /** 10 calls a slot; answers from `answeredFromMs` on. */
  function recorded(answeredFromMs: number): Recorder {
    const recorder = new Recorder(20_000, 1);
    for (let slot = 0; slot < 200; slot++) {
      recorder.calls[slot] = 10;
      recorder.answered[slot] = slot * 100 >= answeredFromMs ? 10 : 0;
    }
    return recorder;
  }

  it('is when calls are answered again, for three seconds', () => {
    expect(recoveredAtMs(recorded(7_000), 5_000, 20_000)).toBe(6_900);
    expect(recoveredAtMs(recorded(0), 5_000, 20_000)).toBe(5_000);
  });

  it('is never, when less than three good seconds are left', () => {
    expect(recoveredAtMs(recorded(18_000), 5_000, 20_000)).toBe(Infinity);
  });
});

describe('summary', () => {
  it('has mean and range of each figure, and none of what has no meaning', () => {
    const result = { scenario: 's', contender: 'c', shape: 'clients', goodput: 0.5, detectMs: undefined };
    const runs = [
      { ...result, seed: 1 },
      { ...result, seed: 2, goodput: 0.7 },
    ] as unknown as Result[];
    const [summary] = summarise(runs);
    expect(summary).toMatchObject({ scenario: 's', contender: 'c', shape: 'clients', seeds: [1, 2] });
    expect(summary?.figures.goodput).toEqual({ mean: 0.6, min: 0.5, max: 0.7 });
    expect(summary?.figures.detectMs).toBeUndefined();
  });
});
