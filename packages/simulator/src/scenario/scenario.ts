import type { LogNormal } from '../random.ts';

/**
 * A world and what befalls it, ready to run: all times in milliseconds from the start, every default filled in.
 * `parseScenario` makes it from what a user writes.
 */
export interface Scenario {
  readonly name: string;
  /** One line for tables. */
  readonly title: string;
  /** Calls are made for this long; the run goes on until the last of them has ended. */
  readonly durationMs: number;
  /** How long a caller waits for its answer before it is of no use to it. */
  readonly patienceMs: number;
  /**
   * How a caller's patience reaches the policy: as the deadline of the call, or not before the caller leaves, as an
   * abort. Who is not told cannot plan for it.
   */
  readonly leaving: 'deadline' | 'abort';
  /** A limit for each attempt that every policy is given; Infinity for none. */
  readonly attemptTimeoutMs: number;
  /** Attempts per call that the optimum may use against independent failures. */
  readonly attempts: number;
  readonly clients: Clients;
  readonly bursts: readonly Burst[];
  /** What calls go to, in equal shares; each one is an upstream of its own. */
  readonly targets: readonly string[];
  readonly upstream: Upstream;
  /** What processes may share their state through. */
  readonly store: Store;
  readonly incidents: readonly Incident[];
}

export interface Clients {
  readonly count: number;
  /** Processes that carry them, in the shape `clients`; never more than there are clients. */
  readonly processes: number;
  /** Calls of each client per second. */
  readonly perSecond: number;
  /**
   * `poisson`: calls arrive at random, however the earlier ones fare. `closed`: a client has one call at a time, and
   * thinks for a while after each.
   */
  readonly arrivals: 'poisson' | 'closed';
}

/** Calls that come at once, spread over the clients. */
export interface Burst {
  readonly atMs: number;
  readonly calls: number;
}

export interface Upstream {
  /** How long an answer takes; log-normal. */
  readonly latency: LogNormal;
  /** How long a refusal or an error takes. */
  readonly errorLatencyMs: number;
  readonly capacity: Capacity;
  readonly limits: Limits;
  /** An answer that takes longer becomes a 504 at this point; Infinity for never. */
  readonly gatewayTimeoutMs: number;
  /** Tokens of one call, for token limits; log-normal. */
  readonly tokensPerCall: LogNormal;
  /** Answers that break. */
  readonly streams: Streams;
}

export interface Capacity {
  /** Calls that can be served per second; Infinity for no limit. */
  readonly perSecond: number;
  /** Calls beyond that rate that are served at once. */
  readonly burst: number;
  /** Calls that are served at the same time; Infinity for no limit. */
  readonly concurrency: number;
  /** Calls that wait for their turn, first come first served; 0 for none. */
  readonly queue: number;
  /** The status of what fits in neither. */
  readonly status: number;
}

export interface Limits {
  /** Calls allowed per second; Infinity for no limit. */
  readonly perSecond: number;
  readonly burst: number;
  readonly tokensPerSecond: number;
  readonly tokenBurst: number;
  readonly retryAfter: RetryAfter;
}

/** What a refusal says of waiting. */
export type RetryAfter =
  | { readonly kind: 'none' }
  /** The time until there is room again, in whole seconds rounded up. */
  | { readonly kind: 'exact' }
  /** The same, and in milliseconds besides, as OpenAI says it. */
  | { readonly kind: 'precise' }
  | { readonly kind: 'text'; readonly text: string }
  /** An HTTP-date `inMs` from now by a server's clock that is `skewMs` ahead; its `Date` header says so too. */
  | { readonly kind: 'date'; readonly inMs: number; readonly skewMs: number };

export interface Streams {
  /** Share of answers that fail before their first byte. */
  readonly failBefore: number;
  /** Share of the others that break on the way. */
  readonly breakLater: number;
}

export interface Store {
  /** How long a command takes, there and back; log-normal. */
  readonly latency: LogNormal;
  /** How long a client waits for an answer that does not come, milliseconds. */
  readonly timeoutMs: number;
}

interface Window {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Undefined for all. */
  readonly targets: readonly string[] | undefined;
}

export type Incident = Window &
  (
    | { readonly kind: 'down'; readonly status: number; readonly retryAfter: RetryAfter }
    /** Takes every call and never answers. */
    | { readonly kind: 'hang' }
    | { readonly kind: 'brownout'; readonly share: number; readonly status: number }
    | { readonly kind: 'slow'; readonly latency: LogNormal }
    | { readonly kind: 'capacity'; readonly share: number }
    | { readonly kind: 'rate-limit'; readonly limits: Limits }
    /** The store refuses every connection. */
    | { readonly kind: 'store-down' }
    | { readonly kind: 'store-slow'; readonly latency: LogNormal }
    /** Every other process cannot reach the store, and hears nothing. */
    | { readonly kind: 'store-partition' }
    /** The store refuses connections, and comes back without what was written last. */
    | { readonly kind: 'store-failover'; readonly losesMs: number }
  );

export type IncidentKind = Incident['kind'];

/** A process for each client, or for some of them, with a breakwater each; or one process that all of them call through. */
export type Shape = 'clients' | 'gateway';

/** Trouble of the store that processes share, which is none of the upstream's. */
export function isOfStore({ kind }: Incident): boolean {
  return kind.startsWith('store-');
}
