import type { Classification } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { type Loss, RecentFailures } from './recent-failures.ts';

const START = 1_800_000_000_000;
const classification: Classification = {
  code: 503,
  reason: 'overloaded',
  retryable: true,
  scope: 'upstream',
  advice: 'Back off',
  rule: 'http/503',
};
const failed = (target: string, elapsedMs = 1): Loss => ({
  target,
  classification,
  stopped: 'attempts-exhausted',
  attempts: [],
  elapsedMs,
});

describe('recent failures', () => {
  it('count alike ones that follow one another as one entry, which shows the last', () => {
    const failures = new RecentFailures();
    failures.add(failed('one', 1), START);
    failures.add(failed('two'), START + 1);
    failures.add(failed('one', 2), START + 2);
    expect(failures.list()).toMatchObject([
      { id: 1, times: 2, firstAt: START, lastAt: START + 2, last: { target: 'one', elapsedMs: 2 } },
      { id: 2, times: 1, last: { target: 'two' } },
    ]);
  });

  it('begin a new entry after a minute without', () => {
    const failures = new RecentFailures();
    for (const at of [0, 59_000, 119_000, 120_000]) failures.add(failed('one'), START + at);
    expect(failures.list()).toMatchObject([
      { times: 2, firstAt: START + 119_000 },
      { times: 2, lastAt: START + 59_000 },
    ]);
  });

  it('tell refusals by their code', () => {
    const failures = new RecentFailures();
    failures.add({ target: 'one', refusal: 'breaker-open', retryAfterMs: 5 }, START);
    failures.add({ target: 'one', refusal: 'waiting-room-full', retryAfterMs: 5 }, START);
    failures.add(failed('one'), START);
    expect(failures.list()).toHaveLength(3);
  });

  it('keep the hundred seen last, whatever comes', () => {
    const failures = new RecentFailures();
    for (let target = 0; target < 1_000; target++) failures.add(failed(`target-${target}`), START + target);
    failures.add(failed('target-901'), START + 2_000);
    expect(failures.list()).toHaveLength(100);
    expect(failures.list()[0]).toMatchObject({ times: 2, last: { target: 'target-901' } });
    expect(failures.list().at(-1)?.last.target).toBe('target-900');
  });

  it('number their changes, so that what changed can be told', () => {
    const failures = new RecentFailures();
    failures.add(failed('one'), START);
    failures.add(failed('two'), START);
    const { version } = failures;
    failures.add(failed('one'), START);
    expect(failures.list().filter((entry) => entry.version > version)).toMatchObject([{ last: { target: 'one' } }]);
  });
});
