import type { Classification } from '../classify/classification.ts';
import type { RefusalCode } from '../errors.ts';
import type { AlertReport } from './alert-event.ts';
import type { AttemptRecord, StopReason } from './explain.ts';
import type { PausedFor } from './snapshot.ts';
import type { TokenUsage } from './observation.ts';

interface Labels {
  readonly target: string;
  /** Wall-clock milliseconds since the epoch. */
  readonly at: number;
}

interface CallLabels extends Labels {
  /** Which call: all its events have the same number, from 1, also those at the targets that it falls back to. */
  readonly call: number;
}

interface CallEnd extends CallLabels {
  /** Attempts at this target. */
  readonly attempts: number;
  readonly durationMs: number;
}

interface Waited {
  /** Of that time, milliseconds spent waiting at the gate. */
  readonly waitedMs: number;
}

/** Everything that can be listened to, by name. No event holds a request, a response or an error object. */
export interface EventMap {
  /** A call succeeded. */
  success: CallEnd & Waited;
  /** A call failed for good at a target, after at least one attempt. A `fallback` may follow. */
  failure: CallEnd &
    Waited & {
      readonly classification: Classification;
      readonly stopped: StopReason;
      /** All attempts that failed, those at the targets before it included. See `explainOutcome`. */
      readonly history: readonly AttemptRecord[];
    };
  /** The caller left: its signal fired before the call ended. */
  cancelled: CallEnd;
  /** An attempt ended. */
  attempt: CallLabels & {
    /** Counted from 1. */
    readonly number: number;
    /** From sending to its end. */
    readonly durationMs: number;
    /** Before that, at the gate. */
    readonly waitedMs: number;
    /** Undefined when it succeeded. */
    readonly classification: Classification | undefined;
  };
  /** A failed attempt will be followed by another, after `delayMs`. */
  retry: CallLabels & { readonly number: number; readonly delayMs: number; readonly classification: Classification };
  /** A call was not let through: at once, after waiting, or for another attempt, in which case a `failure` follows. */
  refused: CallLabels &
    Waited & {
      /** Attempts at this target before it. Where there are none, no `failure` follows. */
      readonly attempts: number;
      readonly code: RefusalCode;
      readonly retryAfterMs: number | undefined;
      /** What the credential is paused for; only with the code `credential-paused`. */
      readonly reason?: PausedFor | undefined;
    };
  /** The breaker of a target changed. */
  breaker: Labels & {
    readonly from: BreakerKind;
    readonly to: BreakerKind;
    /** Until the first probe, milliseconds; undefined unless `to` is `open`. */
    readonly probeInMs: number | undefined;
  };
  /** No money or quota is left: calls are refused, and one is let through now and then. Or that is over. */
  credential: Labels & {
    /** The caller's name for it; undefined where it gave none. */
    readonly credential: string | undefined;
    readonly state: 'paused' | 'resumed';
    readonly reason: PausedFor;
    readonly failedProbes: number;
    /** Until the next probe, milliseconds; undefined unless `paused`. */
    readonly probeInMs: number | undefined;
    /** Since it was first refused, milliseconds. */
    readonly pausedForMs: number;
  };
  /** A target asked for fewer requests. */
  cooldown: Labels & { readonly forMs: number; readonly perSecond: number };
  /** A target is back. */
  recovered: Labels & { readonly downMs: number; readonly failedProbes: number };
  /** Somebody isolated a target by hand, or reset it. */
  isolation: Labels & { readonly isolated: boolean };
  /** A rule of the policy's `alerts` began to hold for a target, or ceased to. Each is raised once and cleared once. */
  alert: AlertReport;
  /** Something was reported that was made without `run`, or the tokens of something that was made with it. */
  observed: Labels & {
    readonly kind: string;
    /** Undefined for what `run` has counted. */
    readonly durationMs: number | undefined;
    /** Undefined when it succeeded. */
    readonly classification: Classification | undefined;
    readonly usage: TokenUsage | undefined;
  };
  /** A call goes on to another target. */
  fallback: CallLabels & { readonly to: string; readonly classification: Classification };
}

export type BreakerKind = 'closed' | 'open' | 'half-open';
export type EventType = keyof EventMap;

const TYPES: Readonly<Record<EventType, true>> = {
  success: true,
  failure: true,
  refused: true,
  cancelled: true,
  attempt: true,
  retry: true,
  fallback: true,
  breaker: true,
  cooldown: true,
  recovered: true,
  credential: true,
  isolation: true,
  alert: true,
  observed: true,
};

/** What it returns is ignored; what it throws, and a promise of it that rejects, is counted and changes nothing. */
export type Listener<Type extends EventType> = (event: EventMap[Type]) => unknown;

/** The listeners of one breakwater. An event that nobody listens to is never made. */
export class Events {
  // Listeners of all types in one map: the pairing of a type with its listeners is made by `on`, their only entrance.
  readonly #listeners = new Map<EventType, readonly ((event: never) => unknown)[]>();
  /** Listeners that threw. Their errors change nothing else. */
  listenerErrors = 0;

  /** Whether nobody listens to anything. */
  get none(): boolean {
    return this.#listeners.size === 0;
  }

  /** Whether anybody listens to events of this type. */
  has(type: EventType): boolean {
    return this.#listeners.has(type);
  }

  /** Adds a listener, and returns the function that takes it off. */
  on<Type extends EventType>(type: Type, listener: Listener<Type>): () => void {
    if (!Object.hasOwn(TYPES, type)) {
      throw new TypeError(`type: found ${type as string}; allowed: one of ${Object.keys(TYPES).join(', ')}`);
    }
    if (typeof listener !== 'function') throw new TypeError(`listener: found ${typeof listener}; allowed: a function`);
    // A function of its own, so that one listener added twice is two.
    const added = (event: EventMap[Type]): unknown => listener(event);
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), added]);
    return () => {
      const left = (this.#listeners.get(type) ?? []).filter((other) => other !== added);
      if (left.length > 0) this.#listeners.set(type, left);
      else this.#listeners.delete(type);
    };
  }

  emit<Type extends EventType>(type: Type, event: EventMap[Type]): void {
    for (const listener of this.#listeners.get(type) ?? []) {
      try {
        const returned = listener(event as never);
        // An async listener may fail later, and must not take the process with it.
        if (returned instanceof Promise) returned.catch(() => this.listenerErrors++);
      } catch {
        this.listenerErrors++;
      }
    }
  }
}
