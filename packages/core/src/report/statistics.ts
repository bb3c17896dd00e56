import type { Classification } from '../classify/classification.ts';
import type { RefusalCode } from '../errors.ts';
import { LogHistogram } from './log-histogram.ts';
import type { TokenUsage } from './observation.ts';
import { RecentKinds } from './recent-kinds.ts';
import { type Counts, NO_COUNTS, RollingCounts } from './rolling-counts.ts';

/** How far back `recent` reaches, milliseconds. */
const RECENT_MS = 60_000;
/** Calls with more attempts than this are counted as having so many. */
const MOST_ATTEMPTS = 10;

/** What one target has done, as plain JSON. All but `recent` and `latencyMs` is since the target was first called. */
export interface TargetFigures {
  /** Calls that ended, without those that the caller cancelled. */
  readonly calls: number;
  readonly callsFailed: number;
  /** Calls that the caller cancelled: waiting, in an attempt or between two. */
  readonly callsCancelled: number;
  /** Calls by how many attempts they made: at 0 those that were refused, at 10 those with as many or more. */
  readonly callsByAttempts: readonly number[];
  readonly attempts: number;
  /** Attempts that were wasted, because they failed. */
  readonly attemptsFailed: number;
  /** Milliseconds spent in attempts that failed. */
  readonly wastedMs: number;
  /** Attempts after the first one of their call. */
  readonly retries: number;
  /** Tokens that models said they used; absent where none were observed. */
  readonly tokens?: TokenUsage | undefined;
  /** Calls that were refused, by why. */
  readonly refused: Readonly<Partial<Record<RefusalCode, number>>>;
  /** Failed attempts by code of the reference. */
  readonly failuresByCode: Readonly<Record<string, number>>;
  /** Failed attempts by reason. */
  readonly failuresByReason: Readonly<Record<string, number>>;
  /** How long good attempts took, the last few thousand, milliseconds within 10 %; null where there were none. */
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number } | null;
  /** The last minute, to within 5 s. */
  readonly recent: RecentFigures;
}

/** What one target has done in the last `windowMs`. */
export interface RecentFigures extends Counts {
  readonly windowMs: number;
  /** Attempts a second, on average. */
  readonly perSecond: number;
  /** Failed attempts by code of the reference. */
  readonly failuresByCode: Readonly<Record<string, number>>;
  /** Failed attempts by reason. */
  readonly failuresByReason: Readonly<Record<string, number>>;
  /** The window in twelve equal slots, oldest first; the last one is under way. Empty before the first attempt. */
  readonly slots: { readonly attempts: readonly number[]; readonly failures: readonly number[] };
}

/** Counts what one target does. Recording a good attempt allocates nothing. */
export class Statistics {
  #calls = 0;
  #callsFailed = 0;
  #callsCancelled = 0;
  /** Calls by their attempts; nearly all have one, and those are what is left of all calls. */
  #callsByAttempts: number[] | undefined = undefined;
  #attempts = 0;
  #attemptsFailed = 0;
  #wastedMs = 0;
  #retries = 0;
  #refused: Record<string, number> | undefined = undefined;
  #tokens: TokenUsage | undefined = undefined;
  /** Failed attempts by `code reason`: a key that begins with digits only would make a sparse array of the object. */
  #failures: Record<string, number> | undefined = undefined;
  #latency: LogHistogram | undefined = undefined;
  #recent: RollingCounts | undefined = undefined;
  #recentFailures: RecentKinds | undefined = undefined;

  attemptSucceeded(durationMs: number, nowMs: number): void {
    this.#attempts++;
    this.#latency ??= new LogHistogram();
    this.#latency.record(durationMs);
    this.#recent ??= new RollingCounts(RECENT_MS);
    this.#recent.add(nowMs, false);
  }

  attemptFailed(durationMs: number, { code, reason }: Classification, nowMs: number): void {
    this.#attempts++;
    this.#attemptsFailed++;
    this.#wastedMs += durationMs;
    const kind = `${code} ${reason}`;
    this.#failures = counted(this.#failures, kind);
    this.#recent ??= new RollingCounts(RECENT_MS);
    this.#recent.add(nowMs, true);
    this.#recentFailures ??= new RecentKinds(RECENT_MS);
    this.#recentFailures.add(nowMs, kind);
  }

  /** @param attempts - those the call made, 0 where it was let through at no time. */
  callSettled(attempts: number, succeeded: boolean): void {
    this.#calls++;
    if (!succeeded) this.#callsFailed++;
    if (attempts > 1) this.#retries += attempts - 1;
    if (attempts === 1) return;
    this.#callsByAttempts ??= Array<number>(MOST_ATTEMPTS + 1).fill(0);
    this.#callsByAttempts[Math.min(attempts, MOST_ATTEMPTS)]!++;
  }

  callCancelled(): void {
    this.#callsCancelled++;
  }

  tokensUsed({ input, output }: TokenUsage): void {
    const before = this.#tokens ?? { input: 0, output: 0 };
    this.#tokens = { input: before.input + input, output: before.output + output };
  }

  refused(code: RefusalCode): void {
    this.#refused = counted(this.#refused, code);
  }

  /**
   * How long good attempts take.
   * @param share - of them that take no longer, 0 to 1.
   * @returns milliseconds within 10 %; undefined before the first.
   */
  latencyMs(share: number): number | undefined {
    return this.#latency?.quantile(share);
  }

  /** Attempts since the target was first called. */
  total(): Counts {
    return { attempts: this.#attempts, failures: this.#attemptsFailed };
  }

  /** @param windowMs - how far back, above 0 and up to 60,000; rounded up to 5 s. */
  recent(nowMs: number, windowMs: number): Counts {
    return this.#recent?.counts(nowMs, windowMs / RECENT_MS) ?? { ...NO_COUNTS };
  }

  snapshot(nowMs: number): TargetFigures {
    const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => this.#latency?.quantile(share));
    return {
      calls: this.#calls,
      callsFailed: this.#callsFailed,
      callsCancelled: this.#callsCancelled,
      callsByAttempts: this.#attemptsOfCalls(),
      attempts: this.#attempts,
      attemptsFailed: this.#attemptsFailed,
      wastedMs: Math.round(this.#wastedMs),
      retries: this.#retries,
      ...(this.#tokens && { tokens: this.#tokens }),
      refused: { ...this.#refused },
      ...failuresBy(Object.entries(this.#failures ?? {})),
      latencyMs: p50 === undefined ? null : { p50, p90: p90!, p99: p99! },
      recent: this.#recentFigures(nowMs),
    };
  }

  #attemptsOfCalls(): readonly number[] {
    const others = this.#callsByAttempts ?? [0, 0];
    const counts = others.slice(0, Math.max(2, others.findLastIndex((count) => count > 0) + 1));
    counts[1] = this.#calls - others.reduce((sum, count) => sum + count, 0);
    return counts;
  }

  #recentFigures(nowMs: number): RecentFigures {
    const counts = this.recent(nowMs, RECENT_MS);
    const slots = this.#recent?.slots(nowMs) ?? [];
    return {
      windowMs: RECENT_MS,
      ...counts,
      perSecond: Number((counts.attempts / (RECENT_MS / 1_000)).toPrecision(3)),
      ...failuresBy(this.#recentFailures?.counts(nowMs) ?? []),
      slots: { attempts: slots.map(({ attempts }) => attempts), failures: slots.map(({ failures }) => failures) },
    };
  }
}

/** @param kinds - how often each `code reason` was seen. */
function failuresBy(
  kinds: Iterable<readonly [string, number]>,
): Pick<RecentFigures, 'failuresByCode' | 'failuresByReason'> {
  const [failuresByCode, failuresByReason]: [Record<string, number>, Record<string, number>] = [{}, {}];
  for (const [kind, count] of kinds) {
    const [code, reason] = kind.split(' ') as [string, string];
    failuresByCode[code] = (failuresByCode[code] ?? 0) + count;
    failuresByReason[reason] = (failuresByReason[reason] ?? 0) + count;
  }
  return { failuresByCode, failuresByReason };
}

export function createStatistics(): Statistics {
  return new Statistics();
}

/** Adds 1 under `key`, which is one of a known few. */
function counted(counts: Record<string, number> = {}, key: string): Record<string, number> {
  counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
