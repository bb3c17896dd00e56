import { describe, expect, it } from 'vitest';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { Recorder } from './recorder.ts';
import { seriesOf } from './series.ts';

describe('the course of a run', () => {
  it('counts per second, and has the durations of what was answered', () => {
    const recorder = new Recorder(20_000, 1);
    for (let atMs = 0; atMs < 12_000; atMs += 50) recorder.call(atMs, 0, 0);
    for (const durationMs of [10, 20, 30]) recorder.answer(1_050, 0, 0, durationMs);
    const series = seriesOf(parseScenario({ name: 'test', duration: '12s' }), recorder, 1);
    expect(series.stepMs).toBe(100);
    expect(series.offered).toHaveLength(120);
    expect(series.offered.every((perSecond) => perSecond === 20)).toBe(true);
    expect([series.answered[10], series.p50Ms[10], series.p99Ms[10]]).toEqual([30, 20, 30]);
    expect([series.answered[11], series.p50Ms[11]]).toEqual([0, null]);
  });

  it('has the share of the breakers that are open', () => {
    const recorder = new Recorder(20_000, 1);
    recorder.breakerChanges.push(
      { atMs: 1_010, process: 0, target: 'a', to: 'open' },
      { atMs: 2_010, process: 1, target: 'a', to: 'open' },
      { atMs: 3_010, process: 0, target: 'a', to: 'half-open' },
      { atMs: 4_010, process: 0, target: 'a', to: 'closed' },
    );
    const { open, halfOpen } = seriesOf(parseScenario({ name: 'test', duration: '12s' }), recorder, 4);
    expect([open[9], open[10], open[20], open[30], open[40]]).toEqual([0, 0.25, 0.5, 0.25, 0.25]);
    expect([halfOpen[29], halfOpen[30], halfOpen[40]]).toEqual([0, 0.25, 0]);
  });
});
