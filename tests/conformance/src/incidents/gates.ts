import type { Incident } from '../incident.ts';

const fragile = { threshold: 2, ratio: false, probeAfter: '2s', maxProbeAfter: '2s' } as const;

/** What one call learns and others know: breakers, cooldowns, deadlines. And callers that leave. */
export const gates: readonly Incident[] = [
  {
    title: 'a breaker that is open refuses',
    plan: ['503*'],
    policy: { retry: false, breaker: { ...fragile, probeAfter: '1000m', maxProbeAfter: '1000m', whenOpen: 'fail' } },
    calls: 3,
    requests: 2,
    ends: { code: 503, stopped: 'refused', surfaces: ['refusal 503'] },
  },
  {
    title: 'an outage is waited out at the gate',
    plan: ['503*4'],
    policy: { retry: { max: 3 }, breaker: { ...fragile, whenOpen: 'wait' } },
    calls: 3,
    requests: 6,
    waits: [1_000, 2_000, 1_000],
  },
  {
    title: 'a hint to one call holds the next one back',
    plan: ['429:retry-after=2', 'ok', 'ok'],
    calls: 2,
    together: true,
    requests: 3,
    waits: [2_000],
  },
  {
    title: 'a deadline that comes before the next attempt',
    plan: ['503:retry-after=60001'],
    policy: { retry: { maxRetryAfter: '2000m' }, timeout: { total: '1000m' } },
    requests: 1,
    ends: { code: 503, stopped: 'deadline', surfaces: ['HTTP 503'] },
  },
  {
    title: 'a deadline that comes during the attempt',
    plan: ['hang'],
    policy: { timeout: { total: '1000m' } },
    requests: 1,
    ends: { code: 504, surfaces: ['refusal 504'] },
  },
  {
    title: 'leaving before the call',
    plan: ['ok'],
    leaves: 'before',
    requests: 0,
    ends: { code: null, surfaces: ['abort'] },
  },
  {
    title: 'leaving during an attempt',
    plan: ['hang'],
    leaves: 'in-flight',
    requests: 1,
    ends: { code: null, surfaces: ['abort'] },
  },
  {
    title: 'leaving while the body is on its way',
    plan: ['hang:when=after-headers'],
    leaves: 'in-flight',
    requests: 1,
    ends: { code: null, surfaces: ['abort'] },
  },
  {
    title: 'leaving between two attempts',
    plan: ['503:retry-after=100'],
    leaves: 'between-attempts',
    requests: 1,
    waits: [100_000],
    ends: { code: null, surfaces: ['abort'] },
  },
  {
    title: 'leaving while waiting at the gate',
    plan: ['503*'],
    policy: { retry: false, breaker: { ...fragile, probeAfter: '1000m', maxProbeAfter: '1000m', maxWait: '1500m' } },
    calls: 3,
    leaves: 'at-gate',
    requests: 2,
    ends: { code: null, surfaces: ['abort'] },
  },
];
