import { parseScenario } from '@breakwater/chaos';
import { describe, expect, it } from 'vitest';
import { endOf, FULL_INCIDENT, phaseOf, SHORT_INCIDENT } from './incident.ts';

describe.each([
  ['full', FULL_INCIDENT, 40_000, 10_000],
  ['short', SHORT_INCIDENT, 8_000, 2_500],
])('the %s incident', (_name, incident, endMs, outageMs) => {
  it('has phases without gaps, from 0 to its end', () => {
    const starts = [...incident.phases.map(({ fromMs }) => fromMs), endOf(incident)];
    expect(starts).toEqual([0, ...incident.phases.map(({ toMs }) => toMs)]);
    expect(endOf(incident)).toBe(endMs);
  });

  it('is healthy before, between and after its outage and its rate limit', () => {
    expect(incident.phases.map(({ name }) => name)).toEqual(['healthy', 'outage', 'healthy', 'rate limit', 'healthy']);
    const { fromMs, toMs } = phaseOf(incident, 'outage');
    expect(toMs - fromMs).toBe(outageMs);
  });

  it('can be played', () => {
    for (const { scenario } of incident.phases) expect(() => parseScenario(scenario)).not.toThrow();
  });

  it('lets fewer requests through at its rate limit than arrive', () => {
    const { rateLimit } = phaseOf(incident, 'rate limit').scenario;
    expect(rateLimit?.requests).toBeLessThan(incident.callsPerSecond);
  });
});
