import { createBreakwater } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { createDashboard } from '../../dashboard.ts';
import type { Period, Update, View } from '../../view/view.ts';
import { applyUpdate } from './apply-update.ts';

const START = 1_800_000_000_000;

/** A view as a server makes it, with other parts in it. */
async function viewWith(part: Partial<View>): Promise<View> {
  const dashboard = createDashboard(createBreakwater());
  const answer = await dashboard.handle(new Request('http://localhost/_breakwater/api/state'));
  return { ...((await answer.json()) as View), at: START, ...part };
}

async function updateWith(part: Partial<Update>): Promise<Update> {
  const { totals } = await viewWith({});
  return { at: START, moreTargets: 0, targets: {}, periods: [], totals, failures: [], alerts: [], ...part };
}

const period = (view: View, at: number, answered: number): Period => ({ ...view.totals, at, answered });

describe('an update', () => {
  it('replaces the periods it brings, and drops those that are out of range', async () => {
    const blank = await viewWith({});
    const view = { ...blank, periods: [0, 2_000, 4_000].map((at) => period(blank, START + at, 1)) };
    const periods = [period(blank, START + 4_000, 2), period(blank, START + 6_000, 1)];
    const next = applyUpdate(view, await updateWith({ at: START + 7_000, periods }), 5_000);
    expect(next.periods.map(({ at, answered }) => [at - START, answered])).toEqual([
      [2_000, 1],
      [4_000, 2],
      [6_000, 1],
    ]);
  });

  it('changes, adds and takes away targets', async () => {
    const breakwater = createBreakwater();
    for (const target of ['one', 'two']) await breakwater.run(target, () => Promise.resolve());
    const { targets } = breakwater.snapshot();
    const view = await viewWith({ targets });
    breakwater.isolate('one');
    const changed = { one: breakwater.snapshot().targets['one']!, two: null };
    const next = applyUpdate(view, await updateWith({ targets: changed }), 5_000);
    expect(next.targets).toMatchObject({ one: { isolated: true } });
    expect(Object.keys(next.targets)).toEqual(['one']);
    expect(Object.keys(view.targets)).toEqual(['one', 'two']);
  });

  it('renews failures and alerts by their id, the newest first, and forgets the old ones', async () => {
    const failure = { target: 'one', firstAt: START, times: 1 } as View['failures'][number];
    const alert = { target: 'one', raisedAt: START } as View['alerts'][number];
    const view = await viewWith({
      failures: [1, 2, 3].map((id) => Object.assign({}, failure, { id, lastAt: START + id })),
      alerts: [2, 1].map((id) => Object.assign({}, alert, { id, clearedAt: undefined })),
    });
    const failures = [{ ...failure, id: 2, lastAt: START + 9, times: 5 }];
    const alerts = [
      { ...alert, id: 1, clearedAt: START + 2 },
      { ...alert, id: 3, clearedAt: undefined },
    ];
    const next = applyUpdate(view, await updateWith({ at: START + 5_002, failures, alerts }), 5_000);
    expect(next.failures.map(({ id, times }) => [id, times])).toEqual([
      [2, 5],
      [3, 1],
    ]);
    expect(next.alerts.map(({ id }) => id)).toEqual([3, 2]);
  });
});
