import type { RequestRecord } from './request-log.ts';

/** What the server did so far, in plain JSON. Counts start anew with `reset()`. */
export interface ChaosStats {
  readonly requests: number;
  readonly inFlight: number;
  /** Requests waiting for a place in the capacity. */
  readonly queued: number;
  /** Clients that gave up before their answer was complete. */
  readonly clientHangUps: number;
  /** Requests by the status they got. Those without any are not in it. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Requests by the kind of fault they got, `ok` included. */
  readonly byFault: Readonly<Record<string, number>>;
  /** Connections reset as they were accepted. Refused ones never reach the server and are not counted. */
  readonly connectionsReset: number;
  readonly openConnections: number;
  /** False while a timeline refuses connections. */
  readonly listening: boolean;
  /** Milliseconds since the timeline's start; null before it. */
  readonly timelineMs: number | null;
}

/** Counts of requests that have ended. */
export interface Counters {
  readonly requests: number;
  readonly clientHangUps: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byFault: Readonly<Record<string, number>>;
  /** Counts an arrival. */
  arrived(): void;
  /** Counts what became of a request. */
  ended(record: RequestRecord): void;
}

export function createCounters(): Counters {
  let requests = 0;
  let clientHangUps = 0;
  const byStatus: Record<string, number> = {};
  const byFault: Record<string, number> = {};
  return {
    get requests() {
      return requests;
    },
    get clientHangUps() {
      return clientHangUps;
    },
    byStatus,
    byFault,
    arrived() {
      requests += 1;
    },
    ended({ status, fault, clientHungUp }) {
      if (clientHungUp) clientHangUps += 1;
      if (status !== undefined) byStatus[status] = (byStatus[status] ?? 0) + 1;
      if (fault) byFault[fault.kind] = (byFault[fault.kind] ?? 0) + 1;
    },
  };
}
