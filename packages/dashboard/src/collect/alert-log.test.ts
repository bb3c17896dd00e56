import type { EventMap } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { AlertLog } from './alert-log.ts';

const START = 1_800_000_000_000;

function alert(state: 'raised' | 'cleared', part: Partial<EventMap['alert']> = {}): EventMap['alert'] {
  const message = `it is ${state}`;
  return { target: 'one', alert: 'spike', state, at: START, since: START, message, figures: {}, ...part };
}

describe('the log of alerts', () => {
  it('has one entry for an alert that is raised and cleared, with what it said when raised', () => {
    const log = new AlertLog();
    log.add(alert('raised'));
    log.add(alert('cleared', { at: START + 5_000 }));
    expect(log.list()).toMatchObject([{ message: 'it is raised', raisedAt: START, clearedAt: START + 5_000 }]);
  });

  it('tells alerts of one rule at one target apart by the kind of error', () => {
    const log = new AlertLog();
    const kinds = ['http/502', 'http/503'].map((rule) => ({ alert: 'new-error' as const, figures: { rule } }));
    for (const kind of kinds) log.add(alert('raised', kind));
    log.add(alert('cleared', { ...kinds[0], at: START + 1 }));
    expect(log.list().map(({ figures, clearedAt }) => [figures['rule'], clearedAt])).toEqual([
      ['http/503', undefined],
      ['http/502', START + 1],
    ]);
  });

  it('clears the one that began when the event says, though the clocks have moved', () => {
    const log = new AlertLog();
    log.add(alert('raised', { since: START }));
    log.add(alert('raised', { since: START + 60_000 }));
    log.add(alert('cleared', { since: START + 60_007, at: START + 70_000 }));
    expect(log.list().map(({ clearedAt }) => clearedAt)).toEqual([START + 70_000, undefined]);
  });

  it('ignores that something is cleared which it never heard of', () => {
    const log = new AlertLog();
    log.add(alert('cleared'));
    expect(log.list()).toEqual([]);
  });

  it('keeps the last hundred', () => {
    const log = new AlertLog();
    for (let at = 0; at < 500; at++) log.add(alert('raised', { at: START + at, target: `target-${at}` }));
    expect(log.list()).toHaveLength(100);
    expect(log.list().at(-1)?.target).toBe('target-400');
  });
});
