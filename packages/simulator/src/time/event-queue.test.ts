import { describe, expect, it } from 'vitest';
import { randomStream } from '../random.ts';
import { EventQueue } from './event-queue.ts';

function named(name: number, log: number[]): { happen(): void } {
  return { happen: () => void log.push(name) };
}

describe('event queue', () => {
  it('gives events back soonest first', () => {
    const random = randomStream(1, 'queue');
    const queue = new EventQueue();
    const instants = Array.from({ length: 2_000 }, () => Math.floor(random() * 1_000));
    for (const atMs of instants) queue.add(atMs, named(atMs, []));
    const taken: number[] = [];
    while (queue.size > 0) {
      taken.push(queue.firstAtMs);
      queue.take();
    }
    expect(taken).toEqual(instants.toSorted((a, b) => a - b));
  });

  it('keeps the order of events at the same instant', () => {
    const queue = new EventQueue();
    const log: number[] = [];
    for (let name = 0; name < 100; name++) queue.add(name % 2, named(name, log));
    while (queue.size > 0) queue.take().happen();
    const even = Array.from({ length: 50 }, (_empty, index) => index * 2);
    expect(log).toEqual([...even, ...even.map((name) => name + 1)]);
  });
});
