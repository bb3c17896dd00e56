import { expect, it } from 'vitest';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { optimumOf } from './optimum-of.ts';
import { Recorder } from './recorder.ts';

const OPEN = { name: 'limited', incidents: [], upstream: { limits: { perSecond: 1, burst: 1 } }, patience: '500ms' };

/** Calls at these instants, by one client. */
function callsAt(...instants: readonly number[]): Recorder {
  const recorder = new Recorder(10_000, 1);
  for (const atMs of instants) recorder.call(atMs, 0, 0);
  return recorder;
}

it('counts the calls that a clairvoyant would have had answered', () => {
  const scenario = parseScenario({ ...OPEN, name: 'counts' });
  expect(optimumOf(scenario, 1, callsAt(0, 100, 200, 900, 3_000))).toBe(3);
});

it('works it out anew for another seed, another scenario and more attempts', () => {
  const scenario = parseScenario({ ...OPEN, name: 'anew' });
  expect(optimumOf(scenario, 1, callsAt(0))).toBe(1);
  expect(optimumOf(scenario, 2, callsAt(0, 3_000))).toBe(2);
  expect(optimumOf(parseScenario({ ...OPEN, name: 'other' }), 1, callsAt(0, 3_000, 6_000))).toBe(3);
  const insistent = callsAt(0, 3_000, 6_000, 9_000);
  insistent.mostAttempts = 10;
  expect(optimumOf(scenario, 1, insistent)).toBe(4);
});

it('works it out for each run where clients wait for their answers before they call again', () => {
  const scenario = parseScenario({ ...OPEN, name: 'closed', clients: { count: 1, perSecond: 1, arrivals: 'closed' } });
  expect(optimumOf(scenario, 1, callsAt(0))).toBe(1);
  expect(optimumOf(scenario, 1, callsAt(0, 3_000))).toBe(2);
});
