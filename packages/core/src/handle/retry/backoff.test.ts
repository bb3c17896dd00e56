import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../testing/seeded-random.ts';
import { backoffMs, ceilingMs, ceilingsMs, type Setback } from './backoff.ts';

type Options = Parameters<typeof backoffMs>[1];

const OPTIONS: Options = {
  max: Infinity,
  backoff: 'exponential',
  baseMs: 100,
  factor: 2,
  capMs: 1_000,
  jitter: 'none',
};
const highest = (): number => 1 - 2 ** -53;

/** A first failure, at a target that has never answered well, of a call without a deadline. */
const SETBACK: Setback = {
  number: 1,
  hintMs: undefined,
  failingForMs: Infinity,
  spareMs: Infinity,
  holdOnMs: 0,
  remainingMs: Infinity,
};

function wait(number: number, hintMs: number | undefined, options: Options, random: () => number): number {
  return backoffMs({ ...SETBACK, number, hintMs }, options, random);
}

function delays(options: Options, count: number, random = seededRandom(1)): number[] {
  return Array.from({ length: count }, (_, index) => wait(index + 1, undefined, options, random));
}

describe('the backoff', () => {
  it('doubles from the base up to the cap: 100, 200, 400, 800, 1000, 1000', () => {
    expect(delays(OPTIONS, 6)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('stays at the base when it is constant', () => {
    expect(delays({ ...OPTIONS, backoff: 'constant' }, 3)).toEqual([100, 100, 100]);
  });

  it('is a number under the cap for any number of attempts', () => {
    expect(ceilingMs(5_000, OPTIONS)).toBe(1_000);
    expect(ceilingMs(5_000, { ...OPTIONS, baseMs: 0 })).toBeLessThanOrEqual(1_000);
  });

  it('is no longer than the cap for all the attempts together that a call has left', () => {
    const left = (max: number, given: Partial<Options> = {}): number[] =>
      [1, 2, 3].map((attempt) => ceilingsMs(attempt, { ...OPTIONS, ...given, max }));
    expect(left(3)).toEqual([300, 200, 0]);
    expect(left(Infinity)).toEqual([1_000, 1_000, 1_000]);
    expect(left(Infinity, { baseMs: 0 })).toEqual([0, 0, 0]);
  });

  it('with full jitter lies in [0, 800) around 400 at a ceiling of 800', () => {
    const random = seededRandom(3);
    const sample = Array.from({ length: 10_000 }, () => wait(4, undefined, { ...OPTIONS, jitter: 'full' }, random));
    const mean = sample.reduce((sum, ms) => sum + ms, 0) / sample.length;
    expect(sample.every((ms) => ms >= 0 && ms < 800)).toBe(true);
    expect(Math.abs(mean - 400)).toBeLessThan(20);
  });

  it('with equal jitter lies in the upper half of the ceiling', () => {
    expect(wait(4, undefined, { ...OPTIONS, jitter: 'equal' }, () => 0)).toBe(400);
    expect(wait(4, undefined, { ...OPTIONS, jitter: 'equal' }, highest)).toBeCloseTo(800);
  });

  // Defect: a call that makes all its attempts in the first moment of an outage is lost before the breaker can open.
  it('before the last attempt lies in the upper half of the ceiling, with full jitter too', () => {
    const three: Options = { ...OPTIONS, max: 3, jitter: 'full' };
    expect([1, 2].map((attempt) => wait(attempt, undefined, three, () => 0))).toEqual([0, 100]);
    expect(wait(2, undefined, three, highest)).toBeCloseTo(200);
    expect(wait(2, undefined, { ...three, jitter: 'none' }, () => 0)).toBe(200);
  });

  // Defect: a clamp after the jitter makes all waits at the cap equal.
  it('is jittered at the cap as anywhere else', () => {
    const atCap = delays({ ...OPTIONS, jitter: 'full' }, 60).slice(10);
    expect(new Set(atCap).size).toBe(50);
    expect(atCap.every((ms) => ms < 1_000)).toBe(true);
  });
});

describe('the backoff where others get through', () => {
  const jittered: Options = { ...OPTIONS, baseMs: 2_000, capMs: 20_000, jitter: 'full' };
  const most = (failingForMs: number, options = jittered): number =>
    Math.ceil(backoffMs({ ...SETBACK, failingForMs }, options, highest));

  it('is at most twice as long as nothing has got through, and as the policy says', () => {
    expect([300, 600, 1_000, 5_000, Infinity].map((ms) => most(ms))).toEqual([600, 1_200, 2_000, 2_000, 2_000]);
  });

  it('is spread over a quarter of it at least, or calls that failed together come back together', () => {
    expect(most(0)).toBe(500);
    expect(most(200)).toBe(500);
  });

  it('before the last attempt is twice that at least, and keeps to its upper half', () => {
    const last = { ...SETBACK, number: 2, failingForMs: 0 };
    expect(backoffMs(last, { ...jittered, max: 3 }, () => 0)).toBe(1_000);
  });

  it('is the whole of it where the policy wants no jitter, and a hint is kept', () => {
    expect(most(0, { ...jittered, jitter: 'none' })).toBe(2_000);
    expect(backoffMs({ ...SETBACK, hintMs: 3_000, failingForMs: 0 }, jittered, () => 0)).toBe(3_000);
  });
});

describe('the backoff where most attempts fail', () => {
  const held: Options = { ...OPTIONS, max: 3, capMs: 20_000, jitter: 'full' };
  const after = (number: number, options = held, hintMs?: number): number =>
    backoffMs({ ...SETBACK, number, hintMs, failingForMs: 0, holdOnMs: 8_000 }, options, highest);

  it('puts the last attempt off, and no other one', () => {
    expect(after(2)).toBeCloseTo(7_000);
    expect(after(1)).toBeLessThan(100);
    expect(after(1, { ...held, max: 2 })).toBeCloseTo(7_000);
  });

  // Defect: of a thousand calls that failed together, all would come again in the same moment, 20 s later.
  it('spreads them over an eighth of that, at the cap too', () => {
    const sample = Array.from({ length: 1_000 }, seededRandom(5)).map((dice) =>
      backoffMs({ ...SETBACK, number: 2, holdOnMs: 60_000 }, held, () => dice),
    );
    expect(Math.min(...sample)).toBeGreaterThanOrEqual(17_500);
    expect(Math.min(...sample)).toBeLessThan(17_600);
    expect(Math.max(...sample)).toBeGreaterThan(19_900);
    expect(Math.max(...sample)).toBeLessThanOrEqual(20_000);
  });

  it('puts it off for the cap at most, and never makes a wait shorter', () => {
    expect(after(2, { ...held, capMs: 3_200 })).toBeCloseTo(2_800);
    expect(after(2, { ...held, baseMs: 20_000 })).toBeCloseTo(10_000);
    expect(backoffMs({ ...SETBACK, number: 2, holdOnMs: 50 }, held, () => 0)).toBe(100);
  });

  it('keeps to a hint, and to the letter of a policy without jitter', () => {
    expect(after(2, held, 1_000)).toBeLessThan(1_200);
    expect(after(2, { ...held, jitter: 'none' })).toBe(200);
  });
});

describe('the backoff of a call with little time', () => {
  const short = (spareMs: number, options: Options = { ...OPTIONS, jitter: 'equal' }): number =>
    backoffMs({ ...SETBACK, number: 4, spareMs }, options, highest);

  it('leaves the time that the answer needs', () => {
    expect(short(10_000)).toBeCloseTo(800);
    expect(short(300)).toBe(300);
  });

  it('keeps a quarter of itself, or all that failed together would come back together', () => {
    expect(short(100)).toBeCloseTo(200);
    expect(short(0)).toBeCloseTo(200);
  });

  it('keeps to the letter of a policy without jitter, and to a hint', () => {
    expect(short(100, OPTIONS)).toBe(800);
    expect(backoffMs({ ...SETBACK, hintMs: 3_000, spareMs: 100 }, OPTIONS, highest)).toBe(3_000);
  });
});

describe("a server's hint", () => {
  const jittered: Options = { ...OPTIONS, jitter: 'full' };

  it('is what is waited, and up to a sixth more, never less', () => {
    expect(wait(1, 2_000, jittered, () => 0)).toBe(2_000);
    expect(wait(1, 2_000, jittered, highest)).toBeCloseTo(2_000 * (7 / 6));
    expect(wait(1, 2_000, jittered, highest)).toBeLessThan(2_600);
  });

  it('is waited to the millisecond where the policy wants no jitter', () => {
    expect(wait(1, 60_000, { ...jittered, jitter: 'none' }, highest)).toBe(60_000);
  });

  // Defect: a Retry-After without positive jitter brings everybody back at once.
  it('is always spread, by five seconds at most', () => {
    const random = seededRandom(1);
    const sample = Array.from({ length: 200 }, () => wait(1, 60_000, jittered, random));
    expect(new Set(sample).size).toBe(200);
    expect(sample.every((ms) => ms >= 60_000 && ms < 65_000)).toBe(true);
  });

  it('of 0 means at once on the first retry, and the backoff from the second on', () => {
    expect(wait(1, 0, OPTIONS, highest)).toBe(0);
    expect(wait(2, 0, OPTIONS, highest)).toBe(200);
  });

  // Defect: three attempts within a fifth of a second, each told to come back in a few milliseconds, with the others.
  it('is enough one time: told again, a call waits for as long as the policy says', () => {
    expect(wait(1, 5, jittered, highest)).toBeCloseTo(5 * (7 / 6));
    expect(wait(2, 5, jittered, highest)).toBeCloseTo(200);
    expect(wait(2, 5, { ...jittered, max: 3 }, () => 0)).toBe(100);
    expect(wait(2, 5, { ...jittered, jitter: 'none' }, highest)).toBe(5);
  });

  it('told again is no reason to wait for more than half of the time that is left', () => {
    const again = { ...SETBACK, number: 2, hintMs: 5 };
    expect(backoffMs({ ...again, remainingMs: 60 }, jittered, highest)).toBe(30);
    expect(backoffMs({ ...again, remainingMs: 8 }, jittered, () => 0)).toBe(5);
  });

  it('is never undercut, whatever the options, the attempt and the dice', () => {
    const options: fc.Arbitrary<Options> = fc.record({
      backoff: fc.constantFrom('exponential' as const, 'constant' as const),
      max: fc.integer({ min: 1, max: 5 }),
      baseMs: fc.integer({ min: 0, max: 10_000 }),
      factor: fc.double({ min: 1, max: 10, noNaN: true }),
      capMs: fc.integer({ min: 10_000, max: 100_000 }),
      jitter: fc.constantFrom('full' as const, 'equal' as const, 'none' as const),
    });
    const hint = fc.option(fc.integer({ min: 1, max: 200_000 }), { nil: undefined });
    const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(options, hint, fc.integer({ min: 1, max: 2_000 }), dice, (given, hintMs, attempt, roll) => {
        const ms = wait(attempt, hintMs, given, () => roll);
        const spread = Math.min((hintMs ?? 0) / 4, 5_000);
        const most = attempt === 1 && hintMs !== undefined ? 0 : ceilingMs(attempt, given);
        expect(ms).toBeGreaterThanOrEqual(hintMs ?? 0);
        expect(ms).toBeLessThanOrEqual(Math.max((hintMs ?? 0) + spread, most));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
