import { PolicyError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { noPolicy } from './contenders/baselines.ts';
import { ScenarioError } from './scenario/read.ts';
import { simulate } from './simulate.ts';

const CALM = { name: 'calm', duration: '5s', clients: { count: 2, perSecond: 10 } };

describe('simulate', () => {
  it('takes a policy through a scenario, once for each seed', async () => {
    const { summary, runs } = await simulate({ retry: { max: 2 } }, CALM, { seeds: [3, 4], shape: 'gateway' });
    expect(runs.map(({ seed }) => seed)).toEqual([3, 4]);
    expect(summary).toMatchObject({ scenario: 'calm', contender: 'breakwater', shape: 'gateway', seeds: [3, 4] });
    expect(summary.figures.goodput).toEqual({ mean: 1, min: 1, max: 1 });
    expect(summary.figures.amplification?.mean).toBe(1);
  });

  it('takes a baseline in place of a policy, and a built-in scenario by its name', async () => {
    const { summary } = await simulate(noPolicy, 'outage-short', { seeds: [1], load: 0.05 });
    expect(summary).toMatchObject({ contender: 'no policy', scenario: 'outage-short' });
    expect(summary.figures.amplification?.mean).toBe(1);
  });

  it('refuses what makes no sense, and says what would', async () => {
    await expect(simulate({}, { name: 'a', duration: 0 })).rejects.toThrow(ScenarioError);
    await expect(simulate({ retry: { max: 0 } }, CALM)).rejects.toThrow(PolicyError);
    await expect(simulate({}, 'nowhere')).rejects.toThrow(/scenario: found 'nowhere'/);
    await expect(simulate({}, CALM, { seeds: [] })).rejects.toThrow(/seeds: found \[\]/);
    await expect(simulate({}, CALM, { load: 0 })).rejects.toThrow(/load: found 0/);
  });
});
