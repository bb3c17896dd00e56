import type { Breakwater } from '../breakwater.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { EventMap } from '../report/events.ts';
import { LineQuota } from './line-quota.ts';
import { LOGGED, type LoggedType, type LogLevel, type LogLine, logFields, logLine } from './log-line.ts';
import { quietClock } from './quiet-clock.ts';

/** What a logger has to have: pino, bunyan, Fastify's `app.log` and the console have it. */
export interface Logger extends Readonly<Record<LogLevel, (fields: object, message: string) => unknown>> {
  /** Where there is one, it is asked before a line is made. */
  isLevelEnabled?(level: string): boolean;
}

export interface LoggerSinkOptions {
  /** Levels other than the usual ones, by type of event; `false` writes none of it. */
  readonly levels?: Readonly<Partial<Record<LoggedType, LogLevel | false>>> | undefined;
  /** Lines of one kind in 10 s; more are counted, and the count is written. An integer of 1 or more. @defaultValue 5 */
  readonly most?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** How long a window of lines is, milliseconds. */
const WINDOW_MS = 10_000;

interface Held extends LogLine {
  readonly fields: object;
}

/**
 * Writes what happens into a log: failures and alerts as `error`, refusals and open breakers as `warn`, recoveries as
 * `info`, retries as `debug`; successes not at all. Of many lines alike in a storm the first few are written, and how
 * many more there were.
 *
 * @returns the function that ends it; it writes what is still to be said.
 * @throws RangeError if `most` is no integer of 1 or more.
 */
export function loggerSink(breakwater: Breakwater, logger: Logger, options: LoggerSinkOptions = {}): () => void {
  const { levels = {}, most = 5, clock = systemClock } = options;
  if (!Number.isInteger(most) || most < 1) {
    throw new RangeError(`most: found ${String(most)}; allowed: an integer of 1 or more`);
  }
  const quiet = quietClock(clock);
  const quota = new LineQuota<Held>(most);
  let endsAtMs = -Infinity;
  let timer: unknown;

  function renew(): void {
    quiet.clearTimer(timer);
    timer = undefined;
    for (const { example, count } of quota.renew()) {
      const { level, fields, message } = example;
      try {
        logger[level]({ ...fields, more: count }, `${count} more of these in ${WINDOW_MS / 1_000} s: ${message}`);
      } catch {
        // Nobody is there to hear of a logger that throws.
      }
    }
  }

  function tell<Type extends LoggedType>(type: Type, event: EventMap[Type]): void {
    const line = logLine(type, event);
    const level: LogLevel | false | undefined = levels[type] ?? line?.level;
    if (line === undefined || level === undefined || level === false) return;
    if (logger.isLevelEnabled?.(level) === false) return;
    const nowMs = quiet.now();
    if (nowMs >= endsAtMs) {
      renew();
      endsAtMs = nowMs + WINDOW_MS;
    }
    const fields = logFields(type, event);
    if (quota.take(type, `${event.target} ${line.kind}`, { ...line, level, fields }))
      logger[level](fields, line.message);
    else timer ??= quiet.setTimer(renew, endsAtMs - nowMs);
  }

  const offs = LOGGED.filter((type) => levels[type] !== false).map((type) =>
    breakwater.on(type, (event) => tell(type, event)),
  );
  return () => {
    for (const off of offs) off();
    renew();
  };
}
