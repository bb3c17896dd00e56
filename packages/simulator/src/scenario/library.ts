import { BASE, BLIP, OUTAGE, type Written } from './base-world.ts';
import { HAZARDS } from './hazards.ts';
import { LONG_ANSWERS } from './long-answers.ts';
import { parseScenario } from './parse-scenario.ts';
import type { Scenario } from './scenario.ts';
import { STORE_TROUBLE } from './store-trouble.ts';

/** What every policy is taken through, written as users write their own. */
const WRITTEN: readonly Written[] = [
  { ...BASE, name: 'outage', title: 'S1 outage of 20 s, patience 10 s', incidents: [OUTAGE] },
  { ...BASE, name: 'outage-patient', title: 'S1 outage of 20 s, patience 60 s', patience: '60s', incidents: [OUTAGE] },
  {
    ...BASE,
    name: 'outage-short',
    title: 'S1 outage of 5 s, patience 10 s',
    incidents: [{ ...OUTAGE, until: '35s' }],
  },
  {
    ...BASE,
    name: 'black-hole',
    title: 'S1 no answers for 20 s, patience 60 s',
    patience: '60s',
    attemptTimeout: '2s',
    incidents: [{ kind: 'hang', from: '30s', until: '50s' }],
  },
  {
    ...BASE,
    name: 'brownout',
    title: 'S2 30 % errors for 60 s',
    incidents: [{ kind: 'brownout', from: '30s', until: '90s', share: 0.3, status: 500 }],
  },
  {
    ...BASE,
    name: 'brownout-heavy',
    title: 'S2 70 % errors for 60 s',
    incidents: [{ kind: 'brownout', from: '30s', until: '90s', share: 0.7, status: 500 }],
  },
  {
    ...BASE,
    name: 'rate-limit-half',
    title: 'S3 rate limit at 0.5 of the load',
    incidents: [{ kind: 'rate-limit', from: 0, until: '120s', perSecond: 400, burst: 400, retryAfter: 'exact' }],
  },
  {
    ...BASE,
    name: 'rate-limit',
    title: 'S3 rate limit at 0.75 of the load for 20 s, patience 60 s',
    patience: '60s',
    incidents: [{ kind: 'rate-limit', from: '30s', until: '50s', perSecond: 600, burst: 60, retryAfter: 'exact' }],
  },
  {
    ...BASE,
    name: 'rate-limit-silent',
    title: 'S3 the same without Retry-After',
    patience: '60s',
    incidents: [{ kind: 'rate-limit', from: '30s', until: '50s', perSecond: 600, burst: 60 }],
  },
  {
    ...BASE,
    name: 'slow',
    title: 'S4 answers take 12 s, 504 after 10 s',
    attemptTimeout: '2s',
    upstream: { ...BASE.upstream, gatewayTimeout: '10s' },
    incidents: [{ kind: 'slow', from: '30s', until: '60s', latency: { p50: '12s', p99: '12s' } }],
  },
  {
    ...BASE,
    name: 'flapping',
    title: 'S5 5 s down, 5 s up',
    incidents: [{ kind: 'flapping', from: '20s', until: '100s', down: '5s', up: '5s' }],
  },
  {
    ...BASE,
    name: 'herd',
    title: 'S6 1,000 calls at once, Retry-After 10 s',
    patience: '60s',
    clients: { count: 100, perSecond: 3 },
    bursts: [{ at: '5s', calls: 1_000 }],
    upstream: { ...BASE.upstream, limits: { perSecond: 500, burst: 50, retryAfter: { text: '10' } } },
  },
  {
    ...BASE,
    name: 'lying-zero',
    title: 'S7a outage of 20 s, Retry-After 0',
    incidents: [{ ...OUTAGE, retryAfter: { text: '0' } }],
  },
  {
    ...BASE,
    name: 'lying-day',
    title: 'S7b outage of 2 s, Retry-After a day',
    incidents: [{ ...BLIP, retryAfter: { text: '86400' } }],
  },
  {
    ...BASE,
    name: 'lying-clock',
    title: 'S7c outage of 2 s, a date by a clock 5 min ahead',
    incidents: [{ ...BLIP, retryAfter: { date: { in: '2s', skew: '5m' } } }],
  },
  {
    ...BASE,
    name: 'lying-clock-behind',
    title: 'S7c outage of 2 s, a date by a clock 5 min behind',
    incidents: [{ ...BLIP, retryAfter: { date: { in: '2s', skew: '-5m' } } }],
  },
  {
    ...BASE,
    name: 'lying-garbage',
    title: 'S7d outage of 2 s, Retry-After garbled',
    incidents: [{ ...BLIP, retryAfter: { text: 'soon' } }],
  },
  {
    ...BASE,
    name: 'lying-negative',
    title: 'S7e outage of 2 s, Retry-After -5',
    incidents: [{ ...BLIP, retryAfter: { text: '-5' } }],
  },
  {
    ...BASE,
    name: 'metastable',
    title: 'S8 capacity halves for 10 s, queue of 5,000',
    duration: '180s',
    attemptTimeout: '2s',
    upstream: { ...BASE.upstream, capacity: { perSecond: 1_000, queue: 5_000 } },
    incidents: [{ kind: 'capacity', from: '30s', until: '40s', share: 0.5 }],
  },
  {
    ...BASE,
    name: 'shard',
    title: 'S9 one of four upstreams down for 60 s',
    targets: ['a', 'b', 'c', 'd'],
    upstream: { ...BASE.upstream, capacity: { perSecond: 300, burst: 30 } },
    incidents: [{ kind: 'down', from: '30s', until: '90s', targets: ['a'], status: 500 }],
  },
  {
    ...BASE,
    name: 'background-errors',
    title: 'S10 1.2 %, then 6 % errors',
    duration: '1200s',
    clients: { count: 100, perSecond: 0.8 },
    incidents: [
      { kind: 'brownout', from: 0, until: '600s', share: 0.012, status: 500 },
      { kind: 'brownout', from: '600s', until: '1200s', share: 0.06, status: 500 },
    ],
  },
  ...STORE_TROUBLE,
  {
    ...BASE,
    name: 'broken-streams',
    title: 'S12 5 % fail before, 20 % break after the first byte',
    upstream: { ...BASE.upstream, streams: { failBefore: 0.05, breakLater: 0.2 } },
  },
  ...HAZARDS,
  ...LONG_ANSWERS,
];

/** The built-in scenarios, in the order they are reported in. */
export function builtInScenarios(): readonly Scenario[] {
  return WRITTEN.map(parseScenario);
}

/** @throws RangeError for a name that is not built in. */
export function findScenario(name: string): Scenario {
  const written = WRITTEN.find((scenario) => scenario.name === name);
  if (written !== undefined) return parseScenario(written);
  throw new RangeError(`scenario: found '${name}'; allowed: ${WRITTEN.map((scenario) => scenario.name).join(', ')}`);
}
