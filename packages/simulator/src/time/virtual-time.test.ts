import { describe, expect, it } from 'vitest';
import { settlePromises } from './settle-promises.ts';
import { VirtualTime, virtualClock } from './virtual-time.ts';

describe.each([
  ['where the runtime settles promises when asked', settlePromises],
  ['where it does not', undefined],
])('promises, %s', (_where, settle) => {
  it('all settle before the next event, however long the chain', async () => {
    const time = new VirtualTime({ settle });
    const clock = virtualClock(time);
    const log: string[] = [];
    clock.setTimer(() => {
      void (async () => {
        for (let turn = 0; turn < 1_000; turn++) await Promise.resolve();
        log.push(`chain at ${clock.now()}`);
      })();
    }, 10);
    clock.setTimer(() => log.push(`next at ${clock.now()}`), 10.001);
    clock.setTimer(() => time.stop(), 20);
    await time.run();
    expect(log).toEqual(['chain at 10', 'next at 10.001']);
  });

  it('can end the run', async () => {
    const time = new VirtualTime({ settle });
    const clock = virtualClock(time);
    let tooLate = false;
    clock.setTimer(() => void Promise.resolve().then(() => time.stop()), 10);
    clock.setTimer(() => (tooLate = true), 10);
    await time.run();
    expect(tooLate).toBe(false);
  });
});

it('on Node, promises settle when asked', () => {
  expect(settlePromises).toBeTypeOf('function');
});

describe('virtual time', () => {
  it('calls no timer that was cleared', async () => {
    const time = new VirtualTime();
    const clock = virtualClock(time);
    let called = false;
    clock.clearTimer(clock.setTimer(() => (called = true), 5));
    clock.setTimer(() => time.stop(), 10);
    await time.run();
    expect(called).toBe(false);
  });

  it('counts what happens, and no timer that was called off', async () => {
    const time = new VirtualTime();
    const clock = virtualClock(time);
    clock.setTimer(() => undefined, 5);
    clock.clearTimer(clock.setTimer(() => undefined, 6));
    clock.setTimer(() => time.stop(), 10);
    await time.run();
    expect(time.events).toBe(2);
  });

  it('says so when nothing is left to happen', async () => {
    const time = new VirtualTime();
    await expect(time.run()).rejects.toThrow('nothing is left to happen');
  });

  it('hands on what an event throws', async () => {
    const time = new VirtualTime();
    virtualClock(time).setTimer(() => {
      throw new Error('broken');
    }, 1);
    await expect(time.run()).rejects.toThrow('broken');
  });
});
