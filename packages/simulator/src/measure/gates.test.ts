import { describe, expect, it } from 'vitest';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { allShutAfterMs, mostProbingAtOnce } from './gates.ts';
import type { BreakerChange } from './recorder.ts';

const OUTAGE = { kind: 'down', from: '10s', until: '20s' };
const world = parseScenario({
  name: 'a',
  duration: '60s',
  targets: ['a', 'b'],
  incidents: [{ ...OUTAGE, targets: ['a'] }],
});

function change(atMs: number, process: number, to: BreakerChange['to'], target = 'a'): BreakerChange {
  return { atMs, process, target, to };
}

describe('when all gates are shut', () => {
  it('is when the last process has opened its breaker for the target that is down', () => {
    const changes = [
      change(5_000, 1, 'open'),
      change(11_000, 0, 'open'),
      change(11_500, 1, 'open', 'b'),
      change(12_000, 1, 'open'),
    ];
    expect(allShutAfterMs(world, 2, changes)).toBe(2_000);
  });

  it('is not known where a process never did, or only when it was over', () => {
    expect(allShutAfterMs(world, 2, [change(11_000, 0, 'open'), change(13_000, 0, 'open')])).toBeUndefined();
    expect(allShutAfterMs(world, 2, [change(11_000, 0, 'open'), change(20_000, 1, 'open')])).toBeUndefined();
    expect(allShutAfterMs(parseScenario({ name: 'calm' }), 1, [change(1, 0, 'open')])).toBeUndefined();
  });
});

describe('the most who probe at once', () => {
  it('counts from half-open to whatever comes next, at a target that is down', () => {
    const changes = [
      change(9_000, 7, 'half-open'), // in the ramp of an earlier trouble
      change(11_000, 0, 'half-open'),
      change(11_000, 1, 'half-open', 'b'),
      change(11_100, 1, 'half-open'),
      change(11_200, 0, 'open'),
      change(11_300, 2, 'half-open'),
      change(11_400, 1, 'open'),
    ];
    expect(mostProbingAtOnce(world, changes)).toBe(2);
  });

  it('is not known of those who have no breaker', () => {
    expect(mostProbingAtOnce(world, [])).toBeUndefined();
  });
});
