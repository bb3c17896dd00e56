import { describe, expect, it } from 'vitest';
import { httpError, puppet, record, script, trial, type Trial, watch } from '../../test/trial.ts';
import { fakeClock } from '../testing/fake-clock.ts';

function names({ snapshot }: Trial): readonly string[] {
  return Object.keys(snapshot().targets);
}

async function callMany({ run }: Trial, count: number, prefix = 'idle'): Promise<void> {
  for (let call = 0; call < count; call++) await run(`${prefix}-${call}`, () => 1);
}

const random = (): number => 0;

describe('targets', () => {
  it('are as many as are kept, and no more: the longest unused go first', async () => {
    const at = trial({}, { maxTargets: 20 });
    for (let call = 0; call < 200; call++) {
      await at.run(`t${call}`, () => 1);
      await at.run('favourite', () => 1);
      await at.clock.advance(1);
      expect(names(at).length).toBeLessThanOrEqual(20);
    }
    expect(names(at)).toContain('favourite');
    expect(names(at)).toContain('t199');
    expect(names(at)).not.toContain('t0');
  });

  it('are forgotten a tenth at a time, by when they were last called and not by when they came', async () => {
    const at = trial({}, { maxTargets: 20 });
    for (let call = 0; call < 20; call++) {
      await at.run(`t${call}`, () => 1);
      await at.clock.advance(1);
    }
    expect(names(at)).toHaveLength(20);
    await at.run('t0', () => 1);
    await at.run('new', () => 1);
    expect(names(at)).toHaveLength(19);
    expect(names(at)).toEqual(expect.arrayContaining(['t0', 't3', 't19', 'new']));
    expect(names(at)).not.toContain('t1');
    expect(names(at)).not.toContain('t2');
  });

  it('take their alerts with them when they are forgotten', async () => {
    const at = trial({ retry: false, alerts: [{ type: 'credential' }] }, { maxTargets: 5 });
    const alerts = record(at, 'alert');
    await at.run('gone', script(httpError(401))).catch(() => {});
    await callMany(at, 10);
    expect(alerts.map(({ target, state }) => [target, state])).toEqual([
      ['gone', 'raised'],
      ['gone', 'cleared'],
    ]);
    expect(at.snapshot().alerts).toEqual([]);
  });

  it('that have a call in flight are never forgotten', async () => {
    const at = trial({}, { maxTargets: 5 });
    const { attempts, operation } = puppet();
    const call = watch(at.run('busy', operation));
    await at.clock.advance(1_000);
    await callMany(at, 50);
    expect(at.snapshot().targets['busy']?.inFlight).toBe(1);
    attempts[0]?.answer('fine');
    await at.clock.settle();
    expect([call.ended, at.snapshot().targets['busy']?.inFlight]).toEqual([{ value: 'fine' }, 0]);
  });

  it('that have a call between two attempts are never forgotten: its failures still count', async () => {
    const at = trial({ retry: { base: '20s', jitter: 'none' } }, { maxTargets: 5 });
    void watch(at.run('busy', script(httpError(503))));
    await at.clock.advance(1_000);
    await callMany(at, 50);
    expect(at.snapshot().targets['busy']?.breaker).toEqual({ state: 'closed', failuresInARow: 1 });
  });

  it('that have calls waiting are never forgotten', async () => {
    const at = trial({ breaker: { threshold: 1 }, retry: false }, { maxTargets: 5 });
    await at.run('down', script(httpError(503))).catch(() => {});
    const call = watch(at.run('down', () => 'fine'));
    await callMany(at, 50);
    expect(at.snapshot().targets['down']?.waiting).toBe(1);
    await at.clock.advance(1_000);
    expect(call.ended).toEqual({ value: 'fine' });
  });

  it('that are down, or cooling down, are remembered until they may be tried again', async () => {
    const policy = { breaker: { threshold: 1, whenOpen: 'fail' }, retry: false } as const;
    const at = trial(policy, { maxTargets: 5, random });
    await at.run('down', script(httpError(503))).catch(() => {});
    await at.run('limited', script(httpError(429, { 'retry-after': '60' }))).catch(() => {});
    await callMany(at, 50);
    expect(names(at)).toEqual(expect.arrayContaining(['down', 'limited']));
    await at.clock.advance(1_000);
    await callMany(at, 50, 'later');
    expect(names(at)).toContain('limited');
  });

  it('that went down and were never called again are forgotten like any other', async () => {
    const at = trial({ breaker: { threshold: 1 }, retry: false }, { maxTargets: 20 });
    for (let call = 0; call < 500; call++) {
      await at.run(`bad-model-${call}`, script(httpError(503))).catch(() => {});
      await at.clock.advance(100);
    }
    // Those of the last second are open still.
    expect(names(at).length).toBeLessThanOrEqual(31);
  });

  it('that were left half-open by calls that came no more are forgotten too', async () => {
    const at = trial({ breaker: { threshold: 1 }, retry: false }, { maxTargets: 20, random });
    for (let call = 0; call < 100; call++) {
      await at.run(`bad-${call}`, script(httpError(503))).catch(() => {});
      await at.clock.advance(1_000);
      await at.run(`bad-${call}`, script(httpError(400))).catch(() => {}); // a probe that tells nothing
    }
    expect(names(at).length).toBeLessThanOrEqual(20);
  });

  it('are more than are kept only while none of them is at rest', async () => {
    const at = trial({}, { maxTargets: 5 });
    const { attempts, operation } = puppet();
    for (let call = 0; call < 12; call++) void watch(at.run(`busy-${call}`, operation));
    expect(names(at)).toHaveLength(12);
    for (const { answer } of attempts) answer(1);
    await at.clock.settle();
    await callMany(at, 20);
    expect(names(at).length).toBeLessThanOrEqual(5);
  });

  it('leave no timer while they are at rest', async () => {
    const at = trial();
    await callMany(at, 100);
    expect(at.clock.pending).toBe(0);
  });
});

describe('a snapshot', () => {
  it('is plain JSON, whatever the state and the name of a target', async () => {
    const at = trial({ retry: false, breaker: { threshold: 1 }, concurrency: { max: 3 } });
    for (const name of ['ok', '__proto__', 'constructor', '7']) await at.run(name, () => 1);
    await at.run('down', script(httpError(503))).catch(() => {});
    await at.run('limited', script(httpError(429, { 'retry-after': '5' }))).catch(() => {});
    const snapshot = at.snapshot();
    const copy: unknown = JSON.parse(JSON.stringify(snapshot));
    expect(copy).toEqual(snapshot);
    expect(Object.keys(snapshot.targets).toSorted()).toEqual([
      '7',
      '__proto__',
      'constructor',
      'down',
      'limited',
      'ok',
    ]);
    expect(snapshot).toMatchObject({
      at: 1_800_000_000_000,
      listenerErrors: 0,
      targets: {
        ok: { breaker: { state: 'closed', failuresInARow: 0 }, inFlight: 0, waiting: 0, limit: 3, budget: null },
        down: { breaker: { state: 'open', downSince: 1_800_000_000_000, failedProbes: 0 } },
        limited: { breaker: { state: 'closed' } },
      },
    });
    expect(snapshot.targets['limited']?.cooldown?.until).toBeGreaterThanOrEqual(1_800_000_005_000);
  });

  it('is a copy: changing it changes nothing', async () => {
    const at = trial({ retry: false, breaker: { threshold: 1 } });
    await at.run('down', script(httpError(503))).catch(() => {});
    const before = structuredClone(at.snapshot());
    const given = at.snapshot() as unknown as { targets: Record<string, Record<string, unknown>> };
    Object.assign(given.targets['down']?.['breaker'] as object, { state: 'closed', probeAt: 0 });
    Object.assign(given.targets['down']?.['figures'] as object, { attempts: 99 });
    given.targets = {};
    expect(at.snapshot()).toEqual(before);
  });

  it('has no limit and no budget where the policy has none', async () => {
    const at = trial({ retry: { budget: false } });
    await at.run('t', () => 1);
    expect(at.snapshot().targets['t']).toMatchObject({ limit: null, budget: null });
  });

  it('makes no target', () => {
    expect(names(trial())).toEqual([]);
  });
});

describe('a breakwater that restores a snapshot', () => {
  const policy = {
    retry: false,
    breaker: { threshold: 1, probeAfter: '30s', maxProbeAfter: '30s', whenOpen: 'fail' },
  } as const;

  it('keeps an open breaker open until the same instant of the wall clock', async () => {
    const old = trial(policy, { random });
    await old.run('down', script(httpError(503))).catch(() => {});
    await old.clock.advance(5_000);
    const snapshot = JSON.parse(JSON.stringify(old.snapshot())) as ReturnType<typeof old.snapshot>;
    // The new process begins 3 s later by the wall clock, with a monotonic clock of its own.
    const fresh = trial(policy, { restore: snapshot, clock: fakeClock(1_800_000_008_000), random });
    await fresh.clock.advance(21_999);
    await expect(fresh.run('down', () => 'early')).rejects.toMatchObject({ code: 'breaker-open', retryAfterMs: 1 });
    await fresh.clock.advance(1);
    await expect(fresh.run('down', () => 'fine')).resolves.toBe('fine');
  });

  it('probes at once what was half-open or due, and counts on where a run of failures stood', async () => {
    const at = trial({ retry: false, breaker: { threshold: 3 } });
    for (let call = 0; call < 2; call++) await at.run('shaky', script(httpError(503))).catch(() => {});
    const fresh = trial({ retry: false, breaker: { threshold: 3 } }, { restore: at.snapshot() });
    await fresh.run('shaky', script(httpError(503))).catch(() => {});
    expect(fresh.snapshot().targets['shaky']?.breaker.state).toBe('open');
  });

  it.each([
    ['two minutes', 120_000, { retry: false }],
    ['`maxRetryAfter`', 10_000, { retry: { maxRetryAfter: '10s' } }],
  ] as const)('believes a cooldown for %s at most', async (_limit, longestMs, given) => {
    const old = trial();
    await old.run('limited', () => 1);
    const snapshot = old.snapshot();
    const limited = { ...snapshot.targets['limited']!, cooldown: { until: snapshot.at + 600_000, perSecond: 5 } };
    const restore = { ...snapshot, targets: { limited } };
    const fresh = trial({ ...given, breaker: { whenOpen: 'fail' } }, { restore });
    await fresh.clock.advance(longestMs - 1);
    await expect(fresh.run('limited', () => 1)).rejects.toMatchObject({ code: 'cooling-down', retryAfterMs: 1 });
    await fresh.clock.advance(1);
    await expect(fresh.run('limited', () => 1)).resolves.toBe(1);
  });

  it('begins its figures anew', async () => {
    const at = trial();
    await callMany(at, 3);
    const fresh = trial({}, { restore: at.snapshot() });
    expect(fresh.snapshot().targets['idle-0']?.figures.attempts).toBe(0);
  });
});
