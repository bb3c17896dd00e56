import { describe, expect, it } from 'vitest';
import { createBreakwater, type EventMap } from './index.ts';
import { fakeClock } from './testing/index.ts';

const refused = Object.assign(new Error('no'), { status: 401 });

describe('the alerts of a policy', () => {
  it('are raised once and cleared once, with the wall-clock time they began', async () => {
    const clock = fakeClock();
    const breakwater = createBreakwater({ alerts: [{ type: 'credential' }] }, { clock });
    const alerts: EventMap['alert'][] = [];
    breakwater.on('alert', (event) => alerts.push(event));
    let valid = false;
    const call = (): Promise<unknown> =>
      breakwater.run('openai/gpt-5', () => (valid ? 'fine' : Promise.reject(refused))).catch((error: unknown) => error);
    await clock.advance(5_000);
    for (let turn = 0; turn < 3; turn++) await call();
    expect(alerts).toMatchObject([
      { target: 'openai/gpt-5', alert: 'credential', state: 'raised', at: clock.wallNow(), since: clock.wallNow() },
    ]);
    valid = true;
    for (let second = 0; second < 90; second++) {
      await call();
      await clock.advance(1_000);
    }
    expect(alerts.map(({ state }) => state)).toEqual(['raised', 'cleared']);
  });

  it('are none where the policy lists none', async () => {
    const breakwater = createBreakwater({ alerts: [] });
    let alerts = 0;
    breakwater.on('alert', () => alerts++);
    await expect(breakwater.run('t', () => Promise.reject(refused))).rejects.toBe(refused);
    expect(alerts).toBe(0);
  });
});
