import { describe, expect, it } from 'vitest';
import { httpError, record, script, trial, watch } from '../../test/trial.ts';
import type { EventType } from './events.ts';
import { Events } from './events.ts';

const SUCCESS = { target: 't', at: 0, call: 1, attempts: 1, durationMs: 5, waitedMs: 0 };

describe('events', () => {
  it('reach every listener of their type, in the order in which they were added', () => {
    const events = new Events();
    const heard: string[] = [];
    events.on('success', () => void heard.push('first'));
    events.on('success', () => void heard.push('second'));
    events.on('refused', () => void heard.push('other'));
    events.emit('success', SUCCESS);
    expect(heard).toEqual(['first', 'second']);
  });

  it('are made only where somebody listens', () => {
    const events = new Events();
    expect(events.has('success')).toBe(false);
    const off = events.on('success', () => {});
    expect([events.has('success'), events.has('failure')]).toEqual([true, false]);
    off();
    expect(events.has('success')).toBe(false);
  });

  it('no longer reach a listener that was taken off, and taking it off twice takes off no other', () => {
    const events = new Events();
    const heard: string[] = [];
    const listener = (): void => void heard.push('same');
    const off = events.on('success', listener);
    events.on('success', listener);
    off();
    off();
    events.emit('success', SUCCESS);
    expect(heard).toEqual(['same']);
  });

  it('reach those who listened when they came, whoever comes and goes meanwhile', () => {
    const events = new Events();
    const heard: string[] = [];
    const off = events.on('success', () => {
      heard.push('first');
      off();
      events.on('success', () => void heard.push('late'));
    });
    events.on('success', () => void heard.push('second'));
    events.emit('success', SUCCESS);
    expect(heard).toEqual(['first', 'second']);
  });

  it('reach the others when one listener throws, now or later; its errors are counted', async () => {
    const events = new Events();
    const heard: string[] = [];
    events.on('success', () => {
      throw new Error('now');
    });
    const rejecting = (): unknown => Promise.reject(new Error('later'));
    events.on('success', rejecting);
    events.on('success', () => void heard.push('heard'));
    events.emit('success', SUCCESS);
    await Promise.resolve();
    await Promise.resolve();
    expect([heard, events.listenerErrors]).toEqual([['heard'], 2]);
  });

  it.each(['faliure', 'toString', undefined])('refuse %o as a type, and say which there are', (type) => {
    expect(() => new Events().on(type as never, () => {})).toThrow(
      /^type: found .*; allowed: one of success, failure, /,
    );
  });

  it.each([undefined, null, 'log', {}])('refuse %o as a listener', (listener) => {
    expect(() => new Events().on('success', listener as never)).toThrow(/^listener: found .*; allowed: a function$/);
  });
});

describe('what a breakwater reports of a call', () => {
  const TYPES: readonly EventType[] = ['attempt', 'retry', 'success', 'failure', 'refused', 'breaker', 'cooldown'];

  async function reported(...outcomes: readonly unknown[]): Promise<{ order: string[]; last: unknown }> {
    const { clock, ...breakwater } = trial({ retry: { base: 1_000, jitter: 'none' } }, { random: () => 0 });
    const order: string[] = [];
    for (const type of TYPES) breakwater.on(type, () => void order.push(type));
    const ends = [record(breakwater, 'success'), record(breakwater, 'failure')];
    void watch(breakwater.run('t', script(...outcomes)));
    await clock.advance(60_000);
    return { order, last: ends.flat()[0] };
  }

  it('that succeeds at once: one attempt, one success', async () => {
    const { order, last } = await reported('fine');
    expect(order).toEqual(['attempt', 'success']);
    expect(last).toEqual({ target: 't', at: 1_800_000_000_000, call: 1, attempts: 1, durationMs: 0, waitedMs: 0 });
  });

  it('that succeeds after a retry: each attempt, the retry between them, one success', async () => {
    const { order, last } = await reported(httpError(503), 'fine');
    expect(order).toEqual(['attempt', 'retry', 'attempt', 'success']);
    expect(last).toMatchObject({ at: 1_800_000_001_000, attempts: 2, durationMs: 1_000 });
  });

  it('that fails for good: one failure, with why it stopped', async () => {
    const { order, last } = await reported(httpError(503));
    expect(order).toEqual(['attempt', 'retry', 'attempt', 'retry', 'attempt', 'failure']);
    expect(last).toMatchObject({ attempts: 3, durationMs: 3_000, stopped: 'attempts-exhausted' });
  });

  it('that is told to slow down: a cooldown', async () => {
    expect((await reported(httpError(429, { 'retry-after': '1' }), 'fine')).order).toContain('cooldown');
  });

  it('as plain data, with nothing of the request, the answer or the error in it', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 0 }, breaker: { threshold: 1 } });
    const all = TYPES.flatMap((type) => [record(breakwater, type)] as unknown[][]);
    const error = Object.assign(httpError(503, { authorization: 'Bearer secret' }), { request: 'secret prompt' });
    void watch(breakwater.run('t', script(error, 'secret answer')));
    await clock.advance(60_000);
    const events = all.flat();
    expect(events.length).toBeGreaterThan(3);
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
    expect(JSON.stringify(events)).not.toContain('secret');
  });
});
