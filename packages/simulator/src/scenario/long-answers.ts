import type { Written } from './base-world.ts';

/** What models are like: 80 calls a second whose answers take 8 s, so that 640 are under way while all is well. */
const LONG = {
  duration: '200s',
  patience: '60s',
  attemptTimeout: '60s',
  clients: { count: 100, perSecond: 0.8 },
  upstream: { latency: { p50: '8s', p99: '20s' }, capacity: { perSecond: 120, burst: 60 } },
};

/**
 * Failures come at once, and answers take their time: what is known of a target at any moment is mostly its failures.
 * Who judges by what has come back takes a target that is up for down, and one that is down for up.
 */
export const LONG_ANSWERS: readonly Written[] = [
  {
    ...LONG,
    name: 'long-outage',
    title: 'L1 outage of 20 s, answers take 8 s, patience 60 s',
    incidents: [{ kind: 'down', from: '60s', until: '80s', status: 503 }],
  },
  {
    ...LONG,
    name: 'long-cold',
    title: 'L2 the same in the first 10 s of the processes',
    incidents: [{ kind: 'down', from: 0, until: '10s', status: 503 }],
  },
  {
    ...LONG,
    name: 'long-brownout',
    title: 'L3 30 % errors for 60 s, which take as long as answers',
    incidents: [{ kind: 'brownout', from: '60s', until: '120s', share: 0.3, status: 500 }],
  },
  {
    ...LONG,
    name: 'long-capacity',
    title: 'L4 capacity halves for 30 s, what is beyond is refused at once',
    incidents: [{ kind: 'capacity', from: '60s', until: '90s', share: 0.5 }],
  },
  {
    ...LONG,
    name: 'long-errors',
    title: 'L5 6 % errors, which take as long as answers',
    incidents: [{ kind: 'brownout', from: 0, until: '200s', share: 0.06, status: 500 }],
  },
  {
    ...LONG,
    name: 'long-hang',
    title: 'L6 no answers for 20 s, attempts cut off after 20 s, patience 90 s',
    patience: '90s',
    attemptTimeout: '20s',
    incidents: [{ kind: 'hang', from: '60s', until: '80s' }],
  },
  {
    ...LONG,
    name: 'hurried-brownout',
    title: 'L7 30 % errors for 60 s, which take as long as answers, patience 20 s',
    patience: '20s',
    incidents: [{ kind: 'brownout', from: '60s', until: '120s', share: 0.3, status: 500 }],
  },
  {
    ...LONG,
    name: 'hurried-hang',
    title: 'L8 no answers for 20 s, attempts cut off after 20 s, patience 24 s',
    patience: '24s',
    attemptTimeout: '20s',
    incidents: [{ kind: 'hang', from: '60s', until: '80s' }],
  },
  {
    ...LONG,
    name: 'cold-limit',
    title: 'L9 rate limit at 0.75 of the load for 30 s, in the first 34 s of the processes',
    incidents: [{ kind: 'rate-limit', from: '4s', until: '34s', perSecond: 60, burst: 20 }],
  },
  {
    ...LONG,
    name: 'slowed-outage',
    title: 'L10 answers take four times as long, 10 s later outage of 3 s, patience 20 s',
    patience: '20s',
    upstream: { ...LONG.upstream, latency: { p50: '2s', p99: '16s' } },
    incidents: [
      { kind: 'slow', from: '60s', until: '160s', latency: { p50: '8s', p99: '20s' } },
      { kind: 'down', from: '70s', until: '73s', status: 503 },
    ],
  },
];
