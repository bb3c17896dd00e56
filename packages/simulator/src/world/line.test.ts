import { describe, expect, it } from 'vitest';
import { exponential, randomStream } from '../random.ts';
import { VirtualTime } from '../time/virtual-time.ts';
import { Line, Slots } from './line.ts';

const CALLS = 40_000;

/** Mean wait of Poisson arrivals, `gapMs` apart, at a server of `serviceMs` that starts what `join` gives it. */
async function meanWaitMs(
  gapMs: number,
  time: VirtualTime,
  join: (started: () => void) => boolean,
  afterStartMs = 0,
): Promise<number> {
  const random = randomStream(7, 'arrivals');
  let waitedMs = 0;
  let ended = 0;
  let arrived = 0;
  const arrive = (): void => {
    const atMs = time.nowMs;
    join(() => {
      waitedMs += time.nowMs - atMs - afterStartMs;
      if (++ended === CALLS) time.stop();
    });
    if (++arrived < CALLS) time.at(time.nowMs + exponential(gapMs, random), { happen: arrive });
  };
  time.at(0, { happen: arrive });
  await time.run();
  return waitedMs / CALLS;
}

describe('queues of an upstream', () => {
  // Pollaczek and Khinchine for M/D/1: wait = load x service / (2 (1 - load)).
  it.each([
    [0.5, 5],
    [0.8, 20],
  ])('a line at load %s waits as an M/D/1 queue does', async (load, expectedMs) => {
    const time = new VirtualTime();
    const line = new Line(Infinity, () => 100, time);
    const waitMs = await meanWaitMs(10 / load, time, (start) => line.join({ start }), 10);
    expect(waitMs).toBeGreaterThan(expectedMs * 0.93);
    expect(waitMs).toBeLessThan(expectedMs * 1.07);
  });

  it('slots with exponential service wait as an M/M/2 queue does', async () => {
    const time = new VirtualTime();
    const random = randomStream(3, 'service');
    const slots = new Slots(() => 2, Infinity);
    const waitMs = await meanWaitMs(10 / 1.6, time, (started) =>
      slots.join({
        start() {
          started();
          time.at(time.nowMs + exponential(10, random), { happen: () => slots.leave() });
        },
      }),
    );
    // Erlang C at load 0.8 of two servers: 0.7111 x 10 ms / (2 (1 - 0.8)) = 17.8 ms.
    expect(waitMs).toBeGreaterThan(17.8 * 0.9);
    expect(waitMs).toBeLessThan(17.8 * 1.1);
  });

  it('turns away what finds all places taken', () => {
    const time = new VirtualTime();
    const line = new Line(2, () => 1, time);
    const work = { start: (): void => {} };
    expect([line.join(work), line.join(work), line.join(work)]).toEqual([true, true, false]);
    const slots = new Slots(() => 1, 1);
    expect([slots.join(work), slots.join(work), slots.join(work)]).toEqual([true, true, false]);
  });
});
