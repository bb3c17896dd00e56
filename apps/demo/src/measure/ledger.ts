/** What became of one call. */
export interface CallRecord {
  /** Milliseconds from the start of the run. */
  readonly arrivedMs: number;
  /** Milliseconds from the start of the run; undefined while it goes on. */
  readonly endedMs: number | undefined;
  /** `waiting` while it goes on. */
  readonly fate: 'waiting' | 'served' | 'lost';
}

/** Everything that one contender did, as it was seen from outside of it. */
export interface Ledger {
  /** In order of arrival. */
  readonly calls: readonly CallRecord[];
  /** When each request was sent upstream, milliseconds from the start of the run; refused connections too. */
  readonly requestsMs: readonly number[];
}

/** A ledger that is being written. */
export interface OpenLedger extends Ledger {
  /** Writes a call down. @returns writes down how it ended; only the first time counts. */
  arrived(atMs: number): (atMs: number, fate: 'served' | 'lost') => void;
  sent(atMs: number): void;
}

export function createLedger(): OpenLedger {
  const calls: CallRecord[] = [];
  const requestsMs: number[] = [];
  return {
    calls,
    requestsMs,
    arrived(arrivedMs) {
      const index = calls.push({ arrivedMs, endedMs: undefined, fate: 'waiting' }) - 1;
      return (endedMs, fate) => {
        if (calls[index]?.fate === 'waiting') calls[index] = { arrivedMs, endedMs, fate };
      };
    },
    sent: (atMs) => void requestsMs.push(atMs),
  };
}
