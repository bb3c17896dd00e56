import { describe, expect, it } from 'vitest';
import { Recorder } from '../measure/recorder.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { VirtualTime } from '../time/virtual-time.ts';
import { Store } from './store.ts';

/** Asks the store at each of these times, as process `process`, to count up; returns what it said, and when. */
async function countUp(
  incidents: readonly object[],
  times: readonly number[],
  process = 0,
): Promise<(readonly [number, unknown])[]> {
  const time = new VirtualTime();
  const scenario = parseScenario({ name: 'test', store: { latency: { p50: '2ms', p99: '2ms' } }, incidents });
  const store = new Store(scenario, 1, time, new Recorder(10_000, 1));
  const said: (readonly [number, unknown])[] = [];
  for (const atMs of times) {
    const happen = (): void =>
      store.ask(
        process,
        (data) => {
          const next = ((data.get('count') as number | undefined) ?? 0) + 1;
          data.set('count', next);
          return next;
        },
        (result) => said.push([time.nowMs, result]),
      );
    time.at(atMs, { happen });
  }
  time.at(10_000, { happen: () => time.stop() });
  await time.run();
  return said;
}

describe('the shared store', () => {
  it('runs a command, and answers after its latency', async () => {
    expect(await countUp([], [0, 10])).toEqual([
      [2, 1],
      [12, 2],
    ]);
  });

  it('refuses at once while it is down', async () => {
    const down = { kind: 'store-down', from: '1s', until: '2s' };
    expect(await countUp([down], [0, 1_500, 2_500])).toEqual([
      [2, 1],
      [1_501, undefined],
      [2_502, 2],
    ]);
  });

  it('keeps callers waiting while it is slow', async () => {
    const slow = { kind: 'store-slow', from: '1s', until: '2s', latency: { p50: '300ms', p99: '300ms' } };
    expect(await countUp([slow], [1_500])).toEqual([[1_800, 1]]);
  });

  it('is out of reach for every other process in a partition, until their time is out', async () => {
    const partition = { kind: 'store-partition', from: 0, until: '5s' };
    expect(await countUp([partition], [0], 2)).toEqual([[2, 1]]);
    expect(await countUp([partition], [0], 3)).toEqual([[500, undefined]]);
  });

  it('comes back from a failover without what was written last', async () => {
    const failover = { kind: 'store-failover', from: '3s', until: '4s', loses: '1s' };
    const said = await countUp([failover], [0, 1_000, 2_500, 2_600, 3_500, 4_500]);
    // Counted to 4; the writes of 2.5 s and 2.6 s are lost.
    expect(said.map(([, result]) => result)).toEqual([1, 2, 3, 4, undefined, 3]);
  });
});
