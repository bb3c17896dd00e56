import { createBreakwater, type Breakwater } from '@breakwater/core';
import { fakeClock, type FakeClock } from '@breakwater/core/testing';
import { describe, expect, it } from 'vitest';
import { createDashboard, type Dashboard } from '../dashboard.ts';
import type { DashboardOptions } from '../options.ts';
import type { Update, View } from '../view/view.ts';

interface World {
  readonly clock: FakeClock;
  readonly breakwater: Breakwater;
  readonly dashboard: Dashboard;
}

function setUp(options: DashboardOptions = {}): World {
  const clock = fakeClock();
  const breakwater = createBreakwater({ retry: false, breaker: false }, { clock });
  return { clock, breakwater, dashboard: createDashboard(breakwater, { clock, ...options }) };
}

const watch = ({ dashboard }: World, query = ''): Promise<Response> =>
  dashboard.handle(new Request(`http://localhost/_breakwater/api/live${query}`));

type Event = { readonly event: 'view'; readonly data: View } | { readonly event: 'update'; readonly data: Update };

/** Reads what has been sent so far. */
function reader(response: Response): { next(): Promise<Event | undefined>; leave(): Promise<void> } {
  const stream = response.body!.getReader();
  return {
    async next() {
      const { value, done } = await stream.read();
      if (done) return undefined;
      const [, event, data] =
        /^(?:retry: 1000\n)?event: (\w+)\ndata: (.*)\n\n$/.exec(new TextDecoder().decode(value)) ?? [];
      return { event, data: JSON.parse(data ?? '') as unknown } as Event;
    },
    leave: () => stream.cancel(),
  };
}

const fail = (world: World, target: string): Promise<unknown> =>
  world.breakwater.run(target, () => Promise.reject(Object.assign(new Error('no'), { status: 500 }))).catch(() => 0);

describe('those who watch', () => {
  it('get all of it first, and then what has changed', async () => {
    const world = setUp();
    await fail(world, 'one');
    await world.breakwater.run('two', () => Promise.resolve());
    const { next, leave } = reader(await watch(world));
    const first = await next();
    expect(first).toMatchObject({ event: 'view', data: { totals: { answered: 1, failed: 1 } } });
    await fail(world, 'three');
    await world.clock.advance(1_000);
    const second = await next();
    expect(second).toMatchObject({ event: 'update', data: { totals: { failed: 2 } } });
    expect(Object.keys(second?.data.targets ?? {})).toEqual(['three']);
    expect(second?.data.failures.map(({ target }) => target)).toEqual(['three']);
    await leave();
  });

  it('get what concerns one target only, where they ask for one', async () => {
    const world = setUp();
    const { next, leave } = reader(await watch(world, '?target=one'));
    await next();
    await fail(world, 'one');
    await fail(world, 'two');
    await world.clock.advance(1_000);
    expect(await next()).toMatchObject({ data: { totals: { failed: 1 }, failures: [{ target: 'one' }] } });
    await leave();
  });

  it('hear something every ten seconds at least, also when nothing happens', async () => {
    const world = setUp();
    const { next, leave } = reader(await watch(world));
    const { data } = (await next()) as Event;
    await world.clock.advance(10_000);
    expect(await next()).toMatchObject({ event: 'update', data: { at: data.at + 10_000, targets: {}, periods: [] } });
    await leave();
  });

  it('cost no timer once the last has left', async () => {
    const world = setUp();
    expect(world.clock.pending).toBe(0);
    const readers = [reader(await watch(world)), reader(await watch(world))];
    let snapshots = 0;
    const { snapshot } = world.breakwater;
    Object.assign(world.breakwater, {
      snapshot() {
        snapshots++;
        return snapshot();
      },
    });
    await world.clock.advance(3_000);
    expect(snapshots).toBe(3); // one for all, each second
    for (const { leave } of readers) await leave();
    await world.clock.advance(10_000);
    expect(snapshots).toBe(3);
  });

  it('do not keep the process alive', async () => {
    const world = setUp();
    const { leave } = reader(await watch(world));
    expect(world.clock.pending).toBe(0);
    await leave();
  });

  it('are limited in number, and who comes too late is told when to come back', async () => {
    const world = setUp({ maxWatchers: 2 });
    const first = reader(await watch(world));
    const second = reader(await watch(world));
    const refused = await watch(world);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
    await first.leave();
    const third = await watch(world);
    expect(third.status).toBe(200);
    await second.leave();
    await third.body?.cancel();
  });

  it('fill no memory when they do not read: they get all of it anew when they do', async () => {
    const world = setUp();
    const { next, leave } = reader(await watch(world));
    for (let second = 0; second < 60; second++) {
      await fail(world, 'one');
      await world.clock.advance(1_000);
    }
    const events: (string | undefined)[] = [];
    for (let turn = 0; turn < 4; turn++) events.push((await next())?.event);
    expect(events).toEqual(['view', 'update', 'update', 'update']);
    const late = next();
    await world.clock.advance(1_000);
    expect(await late).toMatchObject({ event: 'view', data: { totals: { failed: 60 } } });
    await leave();
  });

  it('are sent away after ten minutes, so that who may no longer see it is out', async () => {
    const world = setUp();
    const { next } = reader(await watch(world));
    await next();
    const heard = (async () => {
      let count = 0;
      while ((await next()) !== undefined) count++;
      return count;
    })();
    for (let second = 0; second < 601; second++) await world.clock.advance(1_000);
    expect(await heard).toBe(59);
    expect(world.clock.pending).toBe(0);
  });

  it('are sent away when the dashboard is closed', async () => {
    const world = setUp();
    const { next } = reader(await watch(world));
    await next();
    world.dashboard.close();
    expect(await next()).toBeUndefined();
  });

  it('hear of a target that is gone', async () => {
    const world = setUp();
    const breakwater = createBreakwater({ retry: false }, { clock: world.clock, maxTargets: 10 });
    const small = { ...world, breakwater, dashboard: createDashboard(breakwater, { clock: world.clock }) };
    for (let target = 0; target < 10; target++) await breakwater.run(`old-${target}`, () => Promise.resolve());
    await world.clock.advance(120_000);
    const { next, leave } = reader(await watch(small));
    await next();
    await breakwater.run('new', () => Promise.resolve());
    await world.clock.advance(1_000);
    const { data } = (await next()) as Event;
    expect(Object.entries(data.targets)).toMatchObject([
      ['new', { isolated: false }],
      ['old-0', null],
    ]);
    await leave();
  });
});
