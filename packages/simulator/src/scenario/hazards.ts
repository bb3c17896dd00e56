import { BASE, type Written } from './base-world.ts';

/** Worlds in which one plausible mistake of a waiting room shows; `rivals.ts` has who makes it. */
export const HAZARDS: readonly Written[] = [
  {
    ...BASE,
    name: 'hazard-head',
    title: 'H1 outage of 20 s, callers leave after 10 s without a word before, answers take 500 ms',
    leaving: 'abort',
    upstream: { ...BASE.upstream, latency: { p50: '500ms', p99: '1s' } },
    incidents: [{ kind: 'down', from: '30s', until: '50s', status: 503 }],
  },
  {
    ...BASE,
    name: 'hazard-queue',
    title: 'H2 rate limit at 0.5 of the load for 40 s, patience 5 s',
    patience: '5s',
    incidents: [{ kind: 'rate-limit', from: '30s', until: '70s', perSecond: 400, burst: 40 }],
  },
  {
    ...BASE,
    name: 'hazard-abort',
    title: 'H3 40 % errors for 60 s, callers leave after 1.5 s without a word before',
    patience: '1500ms',
    leaving: 'abort',
    incidents: [{ kind: 'brownout', from: '30s', until: '90s', share: 0.4, status: 503 }],
  },
  {
    ...BASE,
    name: 'hazard-halving',
    title: 'H4 rate limit at 0.75 of the load for 30 s, answers take 300 ms, refusals too, patience 30 s',
    patience: '30s',
    upstream: { ...BASE.upstream, latency: { p50: '300ms', p99: '600ms' }, errorLatency: '300ms' },
    incidents: [{ kind: 'rate-limit', from: '30s', until: '60s', perSecond: 600, burst: 60 }],
  },
  {
    ...BASE,
    name: 'hazard-release',
    title: 'H5 outage of 10 s, patience 30 s, an upstream that refuses what is beyond 1.25 of the load',
    patience: '30s',
    upstream: { ...BASE.upstream, capacity: { perSecond: 1_000, burst: 50 } },
    incidents: [{ kind: 'down', from: '30s', until: '40s', status: 503 }],
  },
];
