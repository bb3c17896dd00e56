/** A scenario as users write it. */
export type Written = Readonly<Record<string, unknown>> & { readonly name: string };

/** 100 clients of 8 calls a second before an upstream that can take half as many again. */
export const BASE = {
  duration: '120s',
  patience: '10s',
  clients: { count: 100, perSecond: 8 },
  upstream: { latency: { p50: '50ms', p99: '200ms' }, capacity: { perSecond: 1_200, burst: 120 } },
};

/** The outage of S1: 20 s. */
export const OUTAGE = { kind: 'down', from: '30s', until: '50s', status: 503 };
/** Down for 2 s. */
export const BLIP = { kind: 'down', from: '30s', until: '32s', status: 503 };
