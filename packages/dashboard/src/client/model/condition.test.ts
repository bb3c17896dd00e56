import { createBreakwater, type TargetSnapshot } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { conditionOf, overall } from './condition.ts';

const NOW = 1_800_000_000_000;

const breakwater = createBreakwater();
await breakwater.run('one', () => Promise.resolve());
const healthy = breakwater.snapshot().targets['one'] as TargetSnapshot;

const recent = (attempts: number, failures: number): Partial<TargetSnapshot> => ({
  figures: { ...healthy.figures, recent: { ...healthy.figures.recent, attempts, failures } },
});
const paused = { credential: 'a', reason: 'billing', since: NOW, probeAt: NOW, failedProbes: 0 } as const;
const open = { state: 'open', downSince: NOW, probeAt: NOW, failedProbes: 0 } as const;
const halfOpen = (allowance: number): Partial<TargetSnapshot> => ({
  breaker: { state: 'half-open', downSince: NOW, failedProbes: 0, allowance },
});

describe('the condition of a target', () => {
  it.each<[string, Partial<TargetSnapshot>, string]>([
    ['Healthy', {}, 'well'],
    ['Idle', recent(0, 0), 'idle'],
    ['Isolated', { isolated: true, breaker: open }, 'down'],
    ['Open', { breaker: open }, 'down'],
    ['Probing', halfOpen(1), 'down'],
    ['Recovering', halfOpen(2), 'watch'],
    ['Key paused', { paused: [paused] }, 'watch'],
    ['Cooling down', { cooldown: { until: NOW + 1, perSecond: 5 } }, 'watch'],
    ['Paced', { cooldown: { until: NOW, perSecond: 5 } }, 'watch'],
    ['Failing', recent(10, 1), 'watch'],
    ['Healthy', recent(9, 9), 'well'],
  ])('is %s', (label, part, severity) => {
    expect(conditionOf({ ...healthy, ...part }, NOW)).toMatchObject({ label, severity });
  });
});

describe('the condition of all', () => {
  const sentence = (targets: Record<string, TargetSnapshot>): string => overall(targets, NOW).sentence;
  const down = { ...healthy, breaker: open };

  it('is one sentence, on the worst', () => {
    expect(sentence({})).toBe('No calls yet');
    expect(sentence({ one: healthy })).toBe('one is healthy');
    expect(sentence({ one: healthy, two: { ...healthy, ...recent(0, 0) } })).toBe('All 2 targets are healthy');
    expect(sentence({ one: { ...healthy, ...recent(0, 0) } })).toBe('Quiet: no calls in the last minute');
    expect(sentence({ one: healthy, two: { ...healthy, ...halfOpen(4) } })).toBe('two is recovering');
    expect(sentence({ one: down, two: { ...healthy, ...halfOpen(4) } })).toBe('one is down');
    expect(sentence({ one: down, two: down, three: healthy })).toBe('2 of 3 targets are down');
  });

  it('is the same while a breaker takes turns between open and half open', () => {
    expect(sentence({ one: down })).toBe(sentence({ one: { ...healthy, ...halfOpen(1) } }));
  });
});
