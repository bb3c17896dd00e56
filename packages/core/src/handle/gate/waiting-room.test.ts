import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Waiter, WaitingRoom } from './waiting-room.ts';

let sequence = 0;

function waiter(fields: { priority?: number; attemptsMade?: number; untilMs?: number; sinceMs?: number } = {}): Waiter {
  const { priority = 0, attemptsMade = 0, untilMs = Infinity, sinceMs = 0 } = fields;
  const expiry = { dueMs: untilMs, heapIndex: -1, onDue() {} };
  return {
    heapIndex: -1,
    priority,
    sequence: sequence++,
    sinceMs,
    late: false,
    attemptsMade,
    deadlineMs: untilMs,
    expiry,
    admit() {},
  };
}

function roomOf(...waiters: readonly Waiter[]): WaitingRoom {
  const room = new WaitingRoom();
  for (const one of waiters) room.add(one);
  return room;
}

describe('the waiting room', () => {
  it('lets the highest priority go first, and within it whoever came first', () => {
    const waiters = [waiter(), waiter({ priority: 2 }), waiter({ priority: -1 }), waiter({ priority: 2 }), waiter()];
    const room = roomOf(...waiters.toReversed());
    const order: Waiter[] = [];
    for (let next = room.first(); next !== undefined; next = room.first()) {
      room.remove(next);
      order.push(next);
    }
    expect(order.map((one) => waiters.indexOf(one))).toEqual([1, 3, 0, 4, 2]);
  });

  it('has nobody to name while nobody waits', () => {
    expect([roomOf().next(false, 0, 0), roomOf().next(true, 0, 0)]).toEqual([undefined, undefined]);
  });

  it('gives a probe to the highest priority, also where that one has come to be the last in line', () => {
    const [low, high] = [waiter(), waiter({ priority: 1 })];
    high.late = true;
    expect(roomOf(low, high).next(false, 0, 0)).toBe(low);
    expect(roomOf(low, high).next(true, 0, 0)).toBe(high);
  });

  it('gives a probe to the one with the fewest attempts, of those who will not see the answer at all', () => {
    const [first, second] = [waiter({ attemptsMade: 1, untilMs: 100 }), waiter({ untilMs: 100 })];
    expect(roomOf(first, second).next(true, 50, 1_000)).toBe(second);
  });

  it('counts who goes before a newcomer: its own priority included', () => {
    const room = roomOf(waiter({ priority: 1 }), waiter(), waiter({ priority: -1 }));
    const ahead = (priority: number): number => room.ahead({ priority, attemptsMade: 0 });
    expect([2, 1, 0, -1].map(ahead)).toEqual([0, 1, 2, 3]);
    expect(roomOf().ahead({ priority: 0, attemptsMade: 0 })).toBe(0);
  });

  it('counts those of higher priority only before one that comes back: it has kept its place', () => {
    const room = roomOf(waiter({ priority: 1 }), waiter(), waiter({ priority: -1 }));
    expect([2, 1, 0, -1].map((priority) => room.ahead({ priority, attemptsMade: 1 }))).toEqual([0, 0, 1, 2]);
  });

  it('is empty when everybody has left, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.nat()), { maxLength: 40, size: 'max' }),
        (people) => {
          const waiters = people.map(([priority]) => waiter({ priority }));
          const room = roomOf(...waiters);
          const leaving = waiters.toSorted(
            (a, b) => (people[waiters.indexOf(a)]?.[1] ?? 0) - (people[waiters.indexOf(b)]?.[1] ?? 0),
          );
          for (const one of leaving) {
            expect(room.first()?.priority).toBe(
              Math.max(...waiters.filter((w) => w.heapIndex >= 0).map((w) => w.priority)),
            );
            room.remove(one);
            room.remove(one);
            const inside = waiters.filter((w) => w.heapIndex >= 0);
            for (const priority of [-2, 0, 2]) {
              expect(room.ahead({ priority, attemptsMade: 0 })).toBe(
                inside.filter((w) => w.priority >= priority).length,
              );
            }
          }
          expect([room.size, room.first()]).toEqual([0, undefined]);
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });
});

describe('who is likely to leave', () => {
  it('goes after all others, whatever its priority', () => {
    const [old, young, younger] = [waiter({ priority: 1 }), waiter({ sinceMs: 900 }), waiter({ sinceMs: 950 })];
    const room = roomOf(old, young, younger);
    for (let turn = 0; turn < 3; turn++) room.stay.left(1_000, 100);
    // Calls last for a second, and an answer takes 0.2 s.
    expect([room.next(false, 800, 100), room.next(false, 801, 100), room.size]).toEqual([old, young, 3]);
    room.remove(young);
    room.remove(younger);
    expect(room.next(false, 801, 100)).toBe(old);
  });

  it('is forgotten when nobody waits any more, and not before', () => {
    const [old, young] = [waiter(), waiter({ sinceMs: 900 })];
    const room = roomOf(old, young);
    for (let turn = 0; turn < 3; turn++) room.stay.left(1_000, 100);
    room.remove(young);
    expect(room.stay.lastStartMs(0, 100)).toBe(800);
    room.remove(old);
    expect(room.stay.lastStartMs(0, 100)).toBe(Infinity);
  });

  it('carries no probe', () => {
    const [old, young] = [waiter(), waiter({ sinceMs: 900 })];
    const room = roomOf(old, young);
    for (let turn = 0; turn < 3; turn++) room.stay.left(1_000, 100);
    expect(room.next(true, 950, 100)).toBe(young);
  });
});

describe('a probe', () => {
  it('is carried by a call of the highest priority, whatever the others have to offer', () => {
    const urgent = waiter({ priority: 1, attemptsMade: 2, untilMs: 50 });
    const room = roomOf(waiter(), urgent, waiter({ untilMs: 1e6 }));
    expect(room.next(true, 0, 1_000)).toBe(urgent);
  });

  it('is carried by a call that has time to see the answer', () => {
    const patient = waiter({ attemptsMade: 1, untilMs: 2_000 });
    const room = roomOf(waiter({ untilMs: 1_999 }), patient);
    expect(room.next(true, 0, 1_000)).toBe(patient);
  });

  it.each([
    [900, 500, 700],
    [500, 900, 700],
    [500, 700, 900],
  ])('is carried by the call with the most time when nobody has enough: %i, %i and %i ms', (...times) => {
    const waiters = times.map((untilMs) => waiter({ untilMs, attemptsMade: untilMs === 900 ? 1 : 0 }));
    expect(roomOf(...waiters).next(true, 0, 1_000)?.expiry.dueMs).toBe(900);
  });

  it('is carried by the call with few attempts behind it where all have enough time, if only just', () => {
    const fresh = waiter({ untilMs: 2_000 });
    const tried = waiter({ untilMs: 9_000, attemptsMade: 1 });
    expect(roomOf(fresh, tried).next(true, 0, 1_000)).toBe(fresh);
    const [triedFirst, freshSecond] = [waiter({ untilMs: 9_000, attemptsMade: 1 }), waiter({ untilMs: 2_000 })];
    expect(roomOf(triedFirst, freshSecond).next(true, 0, 1_000)).toBe(freshSecond);
  });

  it('is carried by a call with few attempts behind it, and among equals by the first', () => {
    const [tried, first, second] = [waiter({ attemptsMade: 1 }), waiter(), waiter()];
    const room = roomOf(second, tried, first);
    expect(room.next(true, 0, 1_000)).toBe(first);
  });

  it('is carried by nobody when nobody waits', () => {
    expect(roomOf().next(true, 0, 0)).toBeUndefined();
  });

  it('is carried by the same call as if all who wait were looked at', () => {
    const NOW = 500;
    const USUAL = 1_000;
    const person = fc.record({
      priority: fc.constantFrom(0, 0, 0, 1),
      attemptsMade: fc.nat(2),
      untilMs: fc.integer({ min: 2_000, max: 3_000 }),
      late: fc.boolean(),
    });
    const startOf = ({ expiry }: Waiter): number => Math.min(NOW, expiry.dueMs - 2 * USUAL);
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 60, size: 'max' }), (people) => {
        const waiters = people.map(({ late, ...fields }) => Object.assign(waiter(fields), { late }));
        const [best] = waiters.toSorted(
          (a, b) =>
            b.priority - a.priority ||
            startOf(b) - startOf(a) ||
            a.attemptsMade - b.attemptsMade ||
            Number(a.late) - Number(b.late) ||
            a.sequence - b.sequence,
        );
        expect(roomOf(...waiters).next(true, NOW, USUAL)).toBe(best);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
