import { describe, expect, it } from 'vitest';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { fateOf } from './fate.ts';

const CALLS = 100_000;
const { upstream } = parseScenario({ name: 'test', upstream: { streams: { failBefore: 0.05, breakLater: 0.2 } } });
const fates = Array.from({ length: CALLS }, (_empty, call) => fateOf(upstream, {}, { seed: 1, call }, 1));

function share(holds: (fate: (typeof fates)[number]) => boolean): number {
  return fates.filter(holds).length / CALLS;
}

describe('the fate of an attempt', () => {
  it('is the same for the same attempt, whenever and however often it is asked for', () => {
    const dice = { seed: 3, call: 7 };
    const fate = fateOf(upstream, {}, dice, 2);
    expect(fateOf(upstream, {}, { ...dice }, 2)).toEqual(fate);
    expect(fateOf(upstream, {}, dice, 3).afterMs).not.toBe(fate.afterMs);
    expect(fateOf(upstream, {}, { ...dice, seed: 4 }, 2).afterMs).not.toBe(fate.afterMs);
  });

  it('takes the times of its log-normal distribution', () => {
    const sorted = fates.map(({ afterMs }) => afterMs).toSorted((a, b) => a - b);
    expect(Math.abs(sorted[CALLS / 2]! / 50 - 1)).toBeLessThan(0.03);
    expect(Math.abs(sorted[CALLS * 0.99]! / 200 - 1)).toBeLessThan(0.05);
  });

  it('fails and breaks as often as it should', () => {
    expect(share(({ status }) => status !== 200)).toBeCloseTo(0.05, 2);
    expect(Math.abs(share(({ broken }) => broken) - 0.95 * 0.2)).toBeLessThan(0.005);
  });

  it('leaves no trace of one attempt in the next: failures in a row come as chance has them', () => {
    const brownout = { kind: 'brownout', fromMs: 0, untilMs: 1, targets: undefined, share: 0.3, status: 500 } as const;
    const fails = (call: number, number: number): boolean =>
      fateOf(upstream, { brownout }, { seed: 1, call }, number).status === 500;
    const calls = Array.from({ length: CALLS }, (_empty, call) => call);
    const inARow = (count: number): number =>
      calls.filter((call) => [1, 2, 3].slice(0, count).every((number) => fails(call, number))).length / CALLS;
    // A failure, and after it 5 % of streams that fail by themselves.
    const each = 0.3 + 0.7 * 0.05;
    expect(Math.abs(inARow(1) - each)).toBeLessThan(0.005);
    expect(Math.abs(inARow(2) - each ** 2)).toBeLessThan(0.005);
    expect(Math.abs(inARow(3) - each ** 3)).toBeLessThan(0.005);
  });
});
