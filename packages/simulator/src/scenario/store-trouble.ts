import { BASE, OUTAGE, type Written } from './base-world.ts';

/** The outage of S1 in 20 processes, and with it trouble of the store that they could share their state through. */
const SHARED = { ...BASE, clients: { ...BASE.clients, processes: 20 } };
const TROUBLE = { from: '25s', until: '70s' };

export const STORE_TROUBLE: readonly Written[] = [
  {
    ...SHARED,
    name: 'store-down',
    title: 'S11a outage of 20 s, the shared store is down',
    incidents: [OUTAGE, { kind: 'store-down', ...TROUBLE }],
  },
  {
    ...SHARED,
    name: 'store-slow',
    title: 'S11b outage of 20 s, the shared store takes 300 ms',
    incidents: [OUTAGE, { kind: 'store-slow', ...TROUBLE, latency: { p50: '300ms', p99: '300ms' } }],
  },
  {
    ...SHARED,
    name: 'store-partition',
    title: 'S11c outage of 20 s, half of the processes cannot reach the store',
    incidents: [OUTAGE, { kind: 'store-partition', ...TROUBLE }],
  },
  {
    ...SHARED,
    name: 'store-failover',
    title: 'S11d outage of 20 s, the store fails over and loses its last second',
    incidents: [OUTAGE, { kind: 'store-failover', from: '40s', until: '42s', loses: '1s' }],
  },
];
