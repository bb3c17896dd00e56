import type { Classification } from '../classify/classification.ts';
import type { EventMap, EventType } from '../report/events.ts';
import { explain } from '../report/explain.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What an event is in a log. */
export interface LogLine {
  readonly level: LogLevel;
  /** What makes it one of many alike, beside its type and target. */
  readonly kind: string;
  readonly message: string;
}

/** The types of events that a log is told of: successes are no news, and of attempts `retry` and `failure` tell. */
export type LoggedType = Exclude<EventType, 'success' | 'attempt'>;

type Describe = { readonly [Type in LoggedType]: (event: EventMap[Type]) => LogLine | undefined };

const LINES: Describe = {
  failure({ target, classification, history: attempts, stopped, durationMs: elapsedMs }) {
    const { summary } = explain({ target, classification, attempts, stopped, elapsedMs });
    // What is wrong with a request is for its sender to see to, and no reason to wake anybody.
    const level = classification.scope === 'request' ? 'warn' : 'error';
    return { level, kind: what(classification), message: `Failed: ${summary}` };
  },
  refused({ target, code, reason, retryAfterMs, attempts }) {
    const why = reason === undefined ? code : `${code}, ${reason}`;
    const again = retryAfterMs === undefined ? '' : `; to be tried again in ${duration(retryAfterMs)}`;
    const message = `Refused ${attempts === 0 ? 'a call' : 'another attempt'} to ${target}: ${why}${again}`;
    return { level: 'warn', kind: why, message };
  },
  cancelled({ target, attempts, durationMs }) {
    const message = `The caller left a call to ${target} after ${duration(durationMs)}, attempts: ${attempts}`;
    return { level: 'debug', kind: '', message };
  },
  retry({ target, number, delayMs, classification }) {
    const message = `Attempt ${number - 1} at ${target} failed with ${what(classification)}; the next follows in ${duration(delayMs)}`;
    return { level: 'debug', kind: what(classification), message };
  },
  fallback({ target, to, classification }) {
    const message = `A call goes on from ${target} to ${to} after ${what(classification)}`;
    return { level: 'warn', kind: `${to} ${what(classification)}`, message };
  },
  breaker({ target, from, to, probeInMs }) {
    const probe = probeInMs === undefined ? '' : `; a probe goes out in ${duration(probeInMs)}`;
    const level = to === 'open' ? 'warn' : to === 'closed' ? 'info' : 'debug';
    return { level, kind: `${from} ${to}`, message: `The breaker of ${target} is ${to}, was ${from}${probe}` };
  },
  cooldown({ target, forMs, perSecond }) {
    const shut = forMs > 0 ? `nothing is sent for ${duration(forMs)}, then ` : '';
    const message = `${target} asked for fewer requests: ${shut}${Number(perSecond.toPrecision(3))} a second`;
    return { level: 'info', kind: '', message };
  },
  recovered({ target, downMs, failedProbes }) {
    const message = `${target} is back after ${duration(downMs)}, failed probes: ${failedProbes}`;
    return { level: 'info', kind: '', message };
  },
  credential({ target, credential, state, reason, probeInMs, pausedForMs }) {
    const which = credential === undefined ? 'The credential' : `The credential ${credential}`;
    const next = probeInMs === undefined ? '' : `; a probe goes out in ${duration(probeInMs)}`;
    const message =
      state === 'paused'
        ? `${which} for ${target} is paused: ${reason}. Add credit or raise the limit${next}`
        : `${which} for ${target} works again after ${duration(pausedForMs)}`;
    return { level: state === 'paused' ? 'error' : 'info', kind: `${credential ?? ''} ${state}`, message };
  },
  isolation({ target, isolated }) {
    const message = isolated ? `${target} was isolated by hand: every call is refused` : `${target} was reset by hand`;
    return { level: 'warn', kind: String(isolated), message };
  },
  alert({ target, alert, state, message }) {
    const level = state === 'raised' ? 'error' : 'info';
    return { level, kind: `${alert} ${state}`, message: `Alert ${state} for ${target}, ${alert}: ${message}` };
  },
  observed({ target, kind, classification }) {
    if (classification === undefined) return undefined;
    const message = `Observed a failed call to ${target}, ${kind}: ${what(classification)}. ${classification.advice}`;
    return { level: 'warn', kind: `${kind} ${what(classification)}`, message };
  },
};

export const LOGGED = Object.keys(LINES) as readonly LoggedType[];

export function logLine<Type extends LoggedType>(type: Type, event: EventMap[Type]): LogLine | undefined {
  return LINES[type](event);
}

/** The fields of a line: those of the event, its classification among them instead of within them. */
export function logFields(type: EventType, event: EventMap[EventType]): Record<string, unknown> {
  const { classification, history: _history, at, ...rest } = event as unknown as Readonly<Record<string, unknown>>;
  const fields: Record<string, unknown> = { event: type, at, ...rest };
  if (classification === undefined) return fields;
  const { code, reason, rule, advice } = classification as Classification;
  return { ...fields, code, reason, rule, advice };
}

function what({ code, reason }: Classification): string {
  return code === null ? reason : `${code} ${reason}`;
}

function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
