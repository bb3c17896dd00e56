import type { Classification } from '../classify/classification.ts';
import { lengthOf } from '../classify/length-of.ts';
import type { ResolvedAlertRule } from '../policy/resolved.ts';
import { type AlertEvent, type AlertFigures, alertMessage } from './alert-event.ts';
import { type AlertState, type Episode, seen, transition } from './alert-transition.ts';
import { type Counts, RollingCounts } from './rolling-counts.ts';
import { type Baseline, learn, NO_BASELINE, SPIKE_WINDOW_MS, SPIKE_WINDOWS_MS, usualShare } from './spike.ts';

/** A target is looked at this often, as its attempts end; at once when something new happens to it. */
const LOOK_EVERY_MS = 1_000;
/** The window that the statistics keep anyway. */
const RECENT_MS = 60_000;
/** Whether a target that nobody has called for so long is well is not known any more. */
const FORGOTTEN_AFTER_MS = 300_000;
/** Kinds of failure that are remembered as seen. There are far fewer rules than this. */
const MOST_KINDS = 1_000;
/** What the statistics of a target say. */
export interface WatchedStatistics {
  /** Attempts ever. */
  total(): Counts;
  /** Attempts of the last `windowMs`, up to a minute. */
  recent(nowMs: number, windowMs: number): Counts;
}

/** What the watches of one breakwater share. */
export interface Board {
  readonly rules: readonly ResolvedAlertRule[];
  readonly raise: (event: AlertEvent) => void;
  readonly active: Set<AlertEvent>;
  /** Kinds of failure seen by this process; undefined where no rule asks for them. */
  readonly kinds: Set<string> | undefined;
}

/** What goes on at a target, and what is to be said about it. */
interface Case {
  readonly episode: Episode;
  readonly figures: AlertFigures;
}

interface Raised {
  readonly event: AlertEvent;
  state: NonNullable<AlertState>;
}

/** Judges one target by every rule. While nothing failed this costs one comparison per attempt. */
export class Watch {
  readonly #board: Board;
  readonly #target: string;
  readonly #statistics: WatchedStatistics;
  /** For rules with a window of their own, by the rule's place. */
  readonly #windows: ReadonlyMap<number, RollingCounts> | undefined;
  #lookAtMs = Infinity;
  #baseline: Baseline = NO_BASELINE;
  #breaker: Case | undefined = undefined;
  #credential: Case | undefined = undefined;
  /** Kinds of failure that are news. */
  #news: Map<string, Case> | undefined = undefined;
  /** What is raised: by the rule's place, by kind for news. */
  #raised: Map<number | string, Raised> | undefined = undefined;

  constructor(board: Board, target: string, statistics: WatchedStatistics) {
    this.#board = board;
    this.#target = target;
    this.#statistics = statistics;
    const windows = [...board.rules.entries()].flatMap(([place, rule]) =>
      rule.type === 'error-rate' && rule.windowMs !== RECENT_MS
        ? [[place, new RollingCounts(rule.windowMs)] as const]
        : [],
    );
    this.#windows = windows.length > 0 ? new Map(windows) : undefined;
  }

  /**
   * An attempt ended, and the statistics know it.
   * @param classification - why it failed; undefined when it did not.
   */
  observe(nowMs: number, classification?: Classification): void {
    const failed = classification !== undefined;
    if (failed && classification.code === null) return; // the caller left: that says nothing about the target
    if (this.#windows) for (const window of this.#windows.values()) window.add(nowMs, failed);
    const news = failed && this.#note(nowMs, classification);
    // After the first failure at regular times, before that never.
    if (failed && this.#lookAtMs === Infinity) this.#lookAtMs = nowMs;
    if (nowMs < this.#lookAtMs && !news) return;
    if (!failed && this.#credential) this.#credential = ended(this.#credential);
    this.#look(nowMs);
  }

  breakerChanged(nowMs: number, state: 'closed' | 'open' | 'half-open'): void {
    const episode = seen(this.#breaker?.episode, nowMs, this.#isRaised('breaker-open'));
    const breaker = { episode, figures: {} };
    this.#breaker = state === 'closed' ? ended(breaker) : breaker;
    this.#look(nowMs);
  }

  /**
   * Time has passed since something was raised, and perhaps nothing else happened.
   * @param uncalledForMs - since anybody called the target.
   */
  revisit(nowMs: number, uncalledForMs: number): void {
    if (uncalledForMs < FORGOTTEN_AFTER_MS) this.#look(nowMs);
    else this.#clearAll(`Nobody has called it for ${lengthOf(FORGOTTEN_AFTER_MS)}: how it is now is not known`);
  }

  /** The target is forgotten, and what is raised for it is cleared. */
  forget(): void {
    this.#clearAll('The target is no longer in use');
  }

  /** @returns whether a failure is worth a look at once. */
  #note(nowMs: number, { scope, code, reason, rule }: Classification): boolean {
    const { kinds } = this.#board;
    const figures = { code: Number(code), reason, rule };
    const known = this.#news?.get(rule);
    const isNew = kinds !== undefined && !kinds.has(rule) && kinds.size < MOST_KINDS;
    if (isNew) kinds.add(rule);
    if (isNew || known) {
      this.#news ??= new Map();
      this.#news.set(rule, { episode: seen(known?.episode, nowMs, true), figures });
    }
    if (scope !== 'credential') return isNew;
    const raised = this.#isRaised('credential');
    this.#credential = { episode: seen(this.#credential?.episode, nowMs, raised), figures };
    return isNew || !raised;
  }

  #look(nowMs: number): void {
    this.#lookAtMs = nowMs + LOOK_EVERY_MS;
    const present = this.#statistics.recent(nowMs, SPIKE_WINDOW_MS);
    const total = this.#statistics.total();
    this.#baseline = learn(this.#baseline, nowMs, total, present, this.#find('spike')?.since);
    for (const [place, rule] of this.#board.rules.entries()) {
      if (rule.type === 'new-error') {
        for (const [kind, news] of this.#news ?? []) this.#judge(kind, rule, nowMs, news);
      } else if (rule.type === 'credential' || rule.type === 'breaker-open') {
        const current = rule.type === 'credential' ? this.#credential : this.#breaker;
        if (current) this.#judge(place, rule, nowMs, current);
      } else if (rule.type === 'spike') {
        // Where nothing failed nothing stands out.
        if (!this.#raised?.has(place) && this.#statistics.recent(nowMs, RECENT_MS).failures === 0) continue;
        const windows = SPIKE_WINDOWS_MS.map((windowMs) =>
          Object.assign(this.#statistics.recent(nowMs, windowMs), { windowMs }),
        );
        // The one that shows it most is the one to be told of.
        const [shown] = windows.toSorted((a, b) => share(b) - share(a));
        this.#judge(place, rule, nowMs, { figures: { ...shown, usual: usualShare(this.#baseline) } }, windows);
      } else {
        const { windowMs, above } = rule;
        const window = this.#windows?.get(place)?.counts(nowMs) ?? this.#statistics.recent(nowMs, windowMs);
        this.#judge(place, rule, nowMs, { figures: { ...window, windowMs, above } }, [window]);
      }
    }
  }

  #judge(
    key: number | string,
    rule: ResolvedAlertRule,
    nowMs: number,
    { episode, figures }: Partial<Case> & Pick<Case, 'figures'>,
    windows: readonly Counts[] = [],
  ): void {
    const raised = this.#raised?.get(key);
    const observation = { nowMs, windows, baseline: this.#baseline, episode };
    const state = transition(raised?.state, observation, rule);
    if (!state) {
      if (!raised) return;
      this.#news?.delete(String(key));
      this.#clear(key, figures, alertMessage('cleared', rule, figures));
    } else if (raised) raised.state = state;
    else {
      const message = alertMessage('raised', rule, figures);
      const { sinceMs: since } = state;
      const event: AlertEvent = { type: 'raised', alert: rule.type, target: this.#target, since, message, figures };
      this.#raised ??= new Map();
      this.#raised.set(key, { event, state });
      this.#board.active.add(event);
      this.#tell(event);
    }
  }

  #clearAll(message: string): void {
    for (const key of this.#raised?.keys() ?? []) {
      this.#news?.delete(String(key));
      this.#clear(key, undefined, message);
    }
  }

  #clear(key: number | string, figures: AlertFigures | undefined, message: string): void {
    const event = this.#raised?.get(key)?.event;
    if (!event) return;
    this.#raised?.delete(key);
    this.#board.active.delete(event);
    this.#tell({ ...event, type: 'cleared', message, figures: figures ?? event.figures });
  }

  #tell(event: AlertEvent): void {
    try {
      this.#board.raise(event);
    } catch {
      // Whoever listens must not change what happens to the call that was observed.
    }
  }

  #find(type: ResolvedAlertRule['type']): AlertEvent | undefined {
    return [...(this.#raised?.values() ?? [])].find(({ event }) => event.alert === type)?.event;
  }

  #isRaised(type: ResolvedAlertRule['type']): boolean {
    return this.#find(type) !== undefined;
  }
}

function ended(current: Case): Case {
  return { ...current, episode: { ...current.episode, ended: true } };
}

function share({ attempts, failures }: Counts): number {
  return failures / Math.max(1, attempts);
}
