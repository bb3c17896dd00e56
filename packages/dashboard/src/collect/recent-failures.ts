import type { AttemptRecord, Classification, PausedFor, RefusalCode, StopReason } from '@breakwater/core';

/** Failures kept. */
const MOST = 100;
/** The same failure again within this time is one entry that counts, milliseconds: an outage must not push out all else. */
const TOGETHER_MS = 60_000;

/** What a call was lost to. */
export type Loss =
  | {
      readonly target: string;
      readonly classification: Classification;
      readonly stopped: StopReason;
      /** What was tried, oldest first. */
      readonly attempts: readonly AttemptRecord[];
      readonly elapsedMs: number;
    }
  | {
      readonly target: string;
      /** Why no attempt was let through. */
      readonly refusal: RefusalCode;
      readonly retryAfterMs: number | undefined;
      /** What a credential is paused for. */
      readonly pausedFor?: PausedFor | undefined;
    };

/** Calls that were lost in the same way, one after the other. */
export interface FailureEntry {
  /** Unique within the process. */
  readonly id: number;
  /** The last one. */
  readonly last: Loss;
  /** When it was first and last seen, milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly times: number;
  /** Of all entries, the one that changed last has the highest. */
  readonly version: number;
}

/** The last failures. */
export class RecentFailures {
  /** By kind, the one seen last at the end. */
  readonly #entries = new Map<string, FailureEntry>();
  #lastId = 0;
  /** Goes up by 1 with every change. */
  version = 0;

  add(loss: Loss, atMs: number): void {
    this.version++;
    const kind = kindOf(loss);
    const known = this.#entries.get(kind);
    this.#entries.delete(kind);
    const same = known !== undefined && known.lastAt > atMs - TOGETHER_MS ? known : undefined;
    // What came long before stays as an entry of its own, which counts no further.
    if (known !== undefined && same === undefined) this.#entries.set(`${kind} ${known.id}`, known);
    this.#entries.set(kind, {
      id: same?.id ?? ++this.#lastId,
      last: loss,
      firstAt: same?.firstAt ?? atMs,
      lastAt: atMs,
      times: (same?.times ?? 0) + 1,
      version: this.version,
    });
    if (this.#entries.size <= MOST) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  /** The one seen last first. */
  list(): readonly FailureEntry[] {
    return [...this.#entries.values()].toSorted((left, right) => right.version - left.version);
  }
}

function kindOf(loss: Loss): string {
  if ('refusal' in loss) return `${loss.refusal} ${loss.target}`;
  const { classification, stopped, target } = loss;
  return `${classification.rule} ${classification.reason} ${stopped} ${target}`;
}
