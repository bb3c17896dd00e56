import type { EventMap } from '@breakwater/core';

/** Alerts kept. */
const MOST = 100;

/** An alert, raised once and cleared once. */
export interface Alert {
  /** Unique within the process. */
  readonly id: number;
  readonly target: string;
  /** Which rule of the policy. */
  readonly rule: EventMap['alert']['alert'];
  /** What it is, as it was raised. */
  readonly message: string;
  /** What it was judged by, as it was raised. */
  readonly figures: EventMap['alert']['figures'];
  /** When its condition began to hold, milliseconds since the epoch. */
  readonly since: number;
  readonly raisedAt: number;
  /** Undefined while it is raised. */
  readonly clearedAt: number | undefined;
  /** Of all alerts, the one that changed last has the highest. */
  readonly version: number;
}

/** The last alerts. */
export class AlertLog {
  /** Newest first. */
  #entries: readonly Alert[] = [];
  #lastId = 0;
  /** Goes up by 1 with every change. */
  version = 0;

  /** @param alert - an event, or what a snapshot says is raised. */
  add({ target, alert: rule, state, message, figures, since, at }: EventMap['alert']): void {
    const version = ++this.version;
    if (state === 'raised') {
      const entry = {
        id: ++this.#lastId,
        target,
        rule,
        message,
        figures,
        since,
        raisedAt: at,
        clearedAt: undefined,
        version,
      };
      this.#entries = [entry, ...this.#entries].slice(0, MOST);
      return;
    }
    const raised = this.#entries
      .filter((entry) => entry.clearedAt === undefined && kindOf(entry) === kindOf({ target, rule, figures }))
      // The clocks may have moved against each other since: the nearest one is meant.
      .toSorted((left, right) => Math.abs(left.since - since) - Math.abs(right.since - since))[0];
    this.#entries = this.#entries.map((entry) => (entry === raised ? { ...entry, clearedAt: at, version } : entry));
  }

  /** Newest first. */
  list(): readonly Alert[] {
    return this.#entries;
  }
}

/** One rule may have raised several at a target, each for a kind of failure of its own. */
function kindOf({ target, rule, figures }: Pick<Alert, 'target' | 'rule' | 'figures'>): string {
  return JSON.stringify([target, rule, rule === 'new-error' ? figures['rule'] : '']);
}
