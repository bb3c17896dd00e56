import { describe, expect, it } from 'vitest';
import type { Classification } from '../classify/classification.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { AlertRule } from '../policy/policy.ts';
import { resolveAlerts } from '../policy/resolve-alerts.ts';
import type { AlertEvent } from './alert-event.ts';
import { type Alerts, createAlerts } from './alerts.ts';
import { createStatistics } from './statistics.ts';
import type { Watch } from './watch.ts';

const OVERLOADED: Classification = {
  code: 503,
  reason: 'overloaded',
  retryable: true,
  scope: 'target',
  advice: 'Try again later',
  rule: 'http/503',
};
const BAD_KEY: Classification = {
  ...OVERLOADED,
  code: 401,
  reason: 'invalid_api_key',
  scope: 'credential',
  rule: 'http/401',
};
const CANCELLED: Classification = {
  ...OVERLOADED,
  code: null,
  reason: 'cancelled',
  scope: 'request',
  rule: 'cancelled',
};

interface Site {
  readonly alerts: Alerts;
  readonly events: AlertEvent[];
  target(name: string): Target;
}

interface Target {
  readonly watch: Watch;
  /** `count` attempts, `everyMs` apart from `fromMs` on. */
  attempts(fromMs: number, count: number, classification?: Classification, everyMs?: number): void;
}

function site(rules?: readonly AlertRule[], raise?: (event: AlertEvent) => void): Site {
  const events: AlertEvent[] = [];
  const alerts = createAlerts(resolveAlerts(parsePolicy({ alerts: rules })), (event) => {
    events.push(event);
    raise?.(event);
  });
  return {
    alerts,
    events,
    target(name) {
      const statistics = createStatistics();
      const watch = alerts.watch(name, statistics);
      return {
        watch,
        attempts(fromMs, count, classification, everyMs = 100) {
          for (let index = 0; index < count; index++) {
            const nowMs = fromMs + index * everyMs;
            if (!classification) statistics.attemptSucceeded(10, nowMs);
            else if (classification.code !== null) statistics.attemptFailed(10, classification, nowMs);
            watch.observe(nowMs, classification);
          }
        },
      };
    },
  };
}

describe('an error rate', () => {
  it('is raised once and cleared once, with what it was judged by', () => {
    const { target, events } = site([{ type: 'error-rate' }]);
    const { attempts } = target('openai/gpt-5');
    attempts(0, 100);
    attempts(10_000, 300, OVERLOADED);
    attempts(40_000, 1_000);
    expect(events).toEqual([
      {
        type: 'raised',
        alert: 'error-rate',
        target: 'openai/gpt-5',
        since: 20_000,
        message: '50.2 % of 201 attempts in the last 60 s failed; the limit is 50 %',
        figures: { attempts: 201, failures: 101, windowMs: 60_000, above: 0.5 },
      },
      expect.objectContaining({ type: 'cleared', alert: 'error-rate', target: 'openai/gpt-5', since: 20_000 }),
    ]);
  });

  it('may have a window of its own, from the first attempt on', () => {
    const { target, events } = site([{ type: 'error-rate', window: '10m', above: 0.3 }]);
    const { attempts } = target('a');
    attempts(0, 400, undefined, 1_000);
    attempts(400_000, 171, OVERLOADED, 1_000);
    expect(events).toEqual([]);
    attempts(571_000, 2, OVERLOADED, 1_000);
    expect(events).toMatchObject([{ type: 'raised', figures: { windowMs: 600_000 } }]);
  });

  it('of one target says nothing of another', () => {
    const { target, events } = site([{ type: 'error-rate' }]);
    const [bad, good] = [target('a'), target('b')];
    for (let at = 0; at < 60; at++) {
      bad.attempts(at * 1_000, 1, OVERLOADED);
      good.attempts(at * 1_000, 1);
    }
    expect(events).toMatchObject([{ type: 'raised', target: 'a' }]);
  });
});

describe('a refused credential', () => {
  it('is reported at once, and cleared when it works again and was not refused for a minute', () => {
    const { target, events } = site([{ type: 'credential' }]);
    const { attempts } = target('a');
    attempts(0, 5);
    attempts(1_000, 20, BAD_KEY);
    expect(events).toMatchObject([
      {
        type: 'raised',
        since: 1_000,
        message: 'The credential is refused: 401 invalid_api_key',
        figures: { rule: 'http/401' },
      },
    ]);
    attempts(3_000, 550);
    expect(events).toHaveLength(1);
    attempts(58_000, 100);
    expect(events.at(-1)).toMatchObject({ type: 'cleared', since: 1_000, message: 'The credential works again' });
    attempts(70_000, 1, BAD_KEY);
    expect(events.at(-1)).toMatchObject({ type: 'raised', since: 70_000 });
    expect(events).toHaveLength(3);
  });

  it('that is one of many raises once, not all day', () => {
    const { target, events } = site([{ type: 'credential' }]);
    const { attempts } = target('a');
    for (let minute = 0; minute < 600; minute += 0.5) {
      attempts(minute * 60_000, 1, BAD_KEY);
      attempts(minute * 60_000 + 100, 100);
    }
    expect(events).toHaveLength(1);
  });
});

describe('a new kind of failure', () => {
  it('is reported once in the process, at the target where it was seen', () => {
    const { target, events } = site([{ type: 'new-error' }]);
    target('a').attempts(0, 3, OVERLOADED);
    target('b').attempts(500, 3, OVERLOADED);
    target('b').attempts(900, 3, BAD_KEY);
    expect(events).toMatchObject([
      {
        alert: 'new-error',
        target: 'a',
        since: 0,
        message: 'http/503 (503 overloaded) is seen for the first time in this process',
      },
      { alert: 'new-error', target: 'b', since: 900, figures: { rule: 'http/401' } },
    ]);
  });

  it('is cleared when it was not seen for five minutes, and never raised again', () => {
    const { target, events } = site([{ type: 'new-error' }]);
    const { attempts } = target('a');
    attempts(0, 1, OVERLOADED);
    attempts(1_000, 400, undefined, 1_000);
    attempts(500_000, 10, OVERLOADED);
    expect(events.map(({ type }) => type)).toEqual(['raised', 'cleared']);
  });

  it('is remembered up to a thousand kinds', () => {
    const { target, events } = site([{ type: 'new-error' }]);
    const { attempts } = target('a');
    for (let kind = 0; kind < 1_500; kind++) attempts(kind * 10, 1, { ...OVERLOADED, rule: `user/${kind}` });
    expect(events).toHaveLength(1_000);
  });
});

describe('an open breaker', () => {
  it('is reported when it opens, and cleared when it has been closed for 10 s', () => {
    const { target, events } = site([{ type: 'breaker-open' }]);
    const { watch, attempts } = target('a');
    watch.breakerChanged(1_000, 'open');
    watch.breakerChanged(2_000, 'half-open');
    watch.breakerChanged(2_100, 'open');
    watch.breakerChanged(5_000, 'half-open');
    watch.breakerChanged(5_200, 'closed');
    attempts(5_300, 90);
    expect(events).toMatchObject([{ type: 'raised', alert: 'breaker-open', since: 1_000 }]);
    attempts(14_300, 20);
    expect(events).toMatchObject([{ type: 'raised' }, { type: 'cleared', since: 1_000 }]);
  });

  it('is reported only after as long as the rule says', () => {
    const { target, events } = site([{ type: 'breaker-open', for: '30s' }]);
    const { watch, attempts } = target('a');
    watch.breakerChanged(1_000, 'open');
    attempts(2_000, 15, OVERLOADED, 2_000);
    expect(events).toEqual([]);
    attempts(32_000, 1, OVERLOADED);
    expect(events).toMatchObject([{ type: 'raised', since: 1_000 }]);
  });
});

describe('alerts', () => {
  it('are one of each type by default', () => {
    const { target, events } = site();
    const { watch, attempts } = target('a');
    attempts(0, 600);
    attempts(60_000, 600, BAD_KEY);
    watch.breakerChanged(120_000, 'open');
    expect(new Set(events.map(({ alert }) => alert))).toEqual(
      new Set(['new-error', 'credential', 'spike', 'error-rate', 'breaker-open']),
    );
  });

  it('that are raised can be listed, and are cleared when their target is forgotten', () => {
    const { alerts, target, events } = site([{ type: 'credential' }, { type: 'breaker-open' }]);
    const { watch, attempts } = target('a');
    attempts(0, 1, BAD_KEY);
    watch.breakerChanged(10, 'open');
    target('b').watch.breakerChanged(20, 'open');
    expect(alerts.active()).toEqual(events);
    expect(alerts.active().map(({ alert, target: name }) => `${name} ${alert}`)).toEqual([
      'a credential',
      'a breaker-open',
      'b breaker-open',
    ]);
    watch.forget();
    expect(alerts.active()).toMatchObject([{ target: 'b' }]);
    expect(events.slice(3)).toMatchObject([
      { type: 'cleared', target: 'a', message: 'The target is no longer in use' },
      { type: 'cleared', target: 'a' },
    ]);
  });

  it('say nothing of attempts that the caller cancelled', () => {
    const { target, events } = site();
    target('a').attempts(0, 100, CANCELLED);
    expect(events).toEqual([]);
  });

  it('go on when the listener throws', () => {
    const { target, events } = site([{ type: 'new-error' }], () => {
      throw new Error('a listener with a bug');
    });
    const { attempts } = target('a');
    attempts(0, 1, OVERLOADED);
    attempts(1, 1, BAD_KEY);
    expect(events).toHaveLength(2);
  });

  it('are plain JSON', () => {
    const { target, events } = site();
    target('a').attempts(0, 600, BAD_KEY);
    expect(events.length).toBeGreaterThan(1);
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
  });

  it('may be none', () => {
    const { target, events } = site([]);
    const { watch, attempts } = target('a');
    attempts(0, 100, BAD_KEY);
    watch.breakerChanged(0, 'open');
    expect(events).toEqual([]);
  });
});
