import { type Contender, simulate, type Simulation } from '@breakwater/simulator';
import { afterAll, describe, expect, it } from 'vitest';
import { contenders } from './peers.ts';
import { leave } from './virtual-globals.ts';

// The thread's own timers come back, or the runner would wait for ever.
afterAll(leave);

function named(name: string): Contender {
  return contenders.find((contender) => contender.name === name)!;
}

async function run(name: string, scenario: string): Promise<Simulation['runs'][number]> {
  const { runs } = await simulate(named(name), scenario, { seeds: [1], load: 0.05, shape: 'gateway' });
  return runs[0]!;
}

describe('other libraries on virtual time', () => {
  it.each(contenders.map(({ name }) => name))('%s does the same again with the same seed', async (name) => {
    expect(await run(name, 'outage')).toEqual(await run(name, 'outage'));
  });

  it.each(['p-retry', 'axios-retry'])('%s makes three attempts at a call that fails', async (name) => {
    const { amplificationInIncident } = await run(name, 'outage');
    expect(amplificationInIncident).toBeGreaterThan(2.6);
    expect(amplificationInIncident).toBeLessThanOrEqual(3);
  });

  it('p-retry waits a second and more before a retry, and none of them really', async () => {
    const startedMs = process.hrtime.bigint();
    const { addedP99Ms } = await run('p-retry', 'brownout');
    expect(addedP99Ms).toBeGreaterThanOrEqual(1_000);
    expect(Number(process.hrtime.bigint() - startedMs) / 1e6).toBeLessThan(60_000);
  });

  it('cockatiel opens, tries again after 10 s, and leaves the upstream alone meanwhile', async () => {
    const { amplificationInIncident, recoverMs } = await run('cockatiel', 'outage');
    expect(amplificationInIncident).toBeLessThan(0.3);
    expect(recoverMs).toBeLessThanOrEqual(11_000);
  });

  it('opossum opens for 30 s: a retry it has not', async () => {
    const { amplification, amplificationInIncident, recoverMs } = await run('opossum', 'outage');
    expect(amplification).toBeLessThan(1);
    expect(amplificationInIncident).toBeLessThan(0.5);
    expect(recoverMs).toBeGreaterThan(10_000);
  });

  it('their users leave: nothing is sent for callers who are gone, but by those who cannot hear of it', async () => {
    expect((await run('cockatiel', 'hazard-abort')).orphaned).toBe(0);
    expect((await run('p-retry', 'hazard-abort')).orphaned).toBe(0);
  });
});
