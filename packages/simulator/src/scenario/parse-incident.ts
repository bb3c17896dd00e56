import { limitFields, retryAfter } from './parse-limits.ts';
import { logNormalOf } from './parse-log-normal.ts';
import {
  duration,
  integer,
  isRecord,
  listOf,
  needed,
  number,
  optional,
  quote,
  type Read,
  section,
  text,
} from './read.ts';
import type { Incident, RetryAfter } from './scenario.ts';

const storeWindow = { kind: needed(text), from: needed(duration()), until: needed(duration()) };

const window = {
  ...storeWindow,
  targets: optional<readonly string[] | undefined>(listOf(text), undefined),
};

const failing = {
  status: optional(integer(0, 599), 503),
  retryAfter: optional<RetryAfter>(retryAfter, { kind: 'none' }),
};

const KINDS = {
  down: section({ ...window, ...failing }),
  hang: section(window),
  flapping: section({ ...window, ...failing, down: needed(duration()), up: needed(duration()) }),
  brownout: section({ ...window, share: needed(number(0, 1)), status: optional(integer(0, 599), 500) }),
  slow: section({ ...window, latency: needed(logNormalOf(duration())) }),
  capacity: section({ ...window, share: needed(number(0, 1)) }),
  'rate-limit': section({ ...window, ...limitFields }),
  'store-down': section(storeWindow),
  'store-slow': section({ ...storeWindow, latency: needed(logNormalOf(duration())) }),
  'store-partition': section(storeWindow),
  'store-failover': section({ ...storeWindow, loses: optional(duration(), 1_000) }),
} as const satisfies Readonly<Record<string, Read<Readonly<Record<string, unknown>>>>>;

/** One incident as the user wrote it; flapping is many. */
export const parseIncident: Read<readonly Incident[]> = (value, path, problems) => {
  const kind = isRecord(value) ? value['kind'] : undefined;
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind)) {
    const found = isRecord(value) ? quote(kind ?? null) : quote(value);
    problems.push({ path: `${path}.kind`, found, allowed: Object.keys(KINDS).map(quote).join(' or ') });
    return [];
  }
  const before = problems.length;
  const read = KINDS[kind as keyof typeof KINDS](value, path, problems);
  if (problems.length > before) return [];
  if (read.until <= read.from) {
    problems.push({
      path: `${path}.until`,
      found: quote((value as { until: unknown }).until),
      allowed: 'later than from',
    });
    return [];
  }
  return incidentsOf(kind as keyof typeof KINDS, read);
};

type ReadOf<Kind extends keyof typeof KINDS> = ReturnType<(typeof KINDS)[Kind]>;

function incidentsOf(kind: keyof typeof KINDS, read: ReadOf<keyof typeof KINDS>): Incident[] {
  const { from: fromMs, until: untilMs, kind: _kind, ...others } = read;
  const { targets, ...facts } = { targets: undefined, ...others };
  const when = { fromMs, untilMs, targets };
  if (kind === 'flapping') {
    const { down, up, status, retryAfter: hint } = facts as unknown as ReadOf<'flapping'>;
    const incidents: Incident[] = [];
    for (let downMs = fromMs; downMs < untilMs; downMs += down + up) {
      incidents.push({
        kind: 'down',
        fromMs: downMs,
        untilMs: Math.min(downMs + down, untilMs),
        targets,
        status,
        retryAfter: hint,
      });
    }
    return incidents;
  }
  if (kind === 'rate-limit')
    return [{ kind, ...when, limits: facts as unknown as Extract<Incident, { kind: 'rate-limit' }>['limits'] }];
  if (kind === 'store-failover') {
    return [{ kind, ...when, losesMs: (facts as unknown as ReadOf<'store-failover'>).loses }];
  }
  return [{ kind, ...when, ...facts } as Incident];
}
