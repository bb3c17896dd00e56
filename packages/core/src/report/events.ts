import type { Classification } from '../classify/classification.ts';
import type { RefusalCode } from '../errors.ts';
import type { AlertEvent } from './alert-event.ts';
import type { StopReason } from './explain.ts';
import type { PausedFor } from './snapshot.ts';

interface Labels {
  readonly target: string;
  /** Wall-clock milliseconds since the epoch. */
  readonly at: number;
}

/** Everything that can be listened to, by name. No event holds a request, a response or an error object. */
export interface EventMap {
  /** A call succeeded. */
  success: Labels & { readonly attempts: number; readonly durationMs: number };
  /** A call failed for good. Calls that the caller cancelled are none. */
  failure: Labels & {
    readonly attempts: number;
    readonly durationMs: number;
    readonly classification: Classification;
    readonly stopped: StopReason;
  };
  /** An attempt ended. */
  attempt: Labels & {
    readonly number: number;
    readonly durationMs: number;
    /** Undefined when it succeeded. */
    readonly classification: Classification | undefined;
  };
  /** A failed attempt will be followed by another, after `delayMs`. */
  retry: Labels & { readonly number: number; readonly delayMs: number; readonly classification: Classification };
  /** A call was not let through. */
  refused: Labels & {
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
  /** A rule of the policy's `alerts` began to hold for a target, or ceased to. Each is raised once and cleared once. */
  alert: Labels & {
    readonly state: 'raised' | 'cleared';
    readonly alert: AlertEvent['alert'];
    /** When it began to hold, milliseconds since the epoch. */
    readonly since: number;
    /** What it is, for a person. */
    readonly message: string;
    readonly figures: AlertEvent['figures'];
  };
  /** A call goes on to another target. */
  fallback: Labels & { readonly to: string; readonly classification: Classification };
}

export type BreakerKind = 'closed' | 'open' | 'half-open';
export type EventType = keyof EventMap;
/** What it returns is ignored; what it throws, and a promise of it that rejects, is counted and changes nothing. */
export type Listener<Type extends EventType> = (event: EventMap[Type]) => unknown;

/** The listeners of one breakwater. An event that nobody listens to is never made. */
export class Events {
  // Listeners of all types in one map: the pairing of a type with its listeners is made by `on`, their only entrance.
  readonly #listeners = new Map<EventType, readonly ((event: never) => unknown)[]>();
  /** Listeners that threw. Their errors change nothing else. */
  listenerErrors = 0;

  /** Whether anybody listens. */
  has(type: EventType): boolean {
    return this.#listeners.has(type);
  }

  /** Adds a listener, and returns the function that takes it off. */
  on<Type extends EventType>(type: Type, listener: Listener<Type>): () => void {
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
