import { describe, expect, it } from 'vitest';
import { httpError, puppet, record, script, trial, watch } from '../test/trial.ts';
import type { Breakwater } from './breakwater.ts';
import { detectAnswer } from './detect/detect.ts';
import { BreakwaterError, isBreakwaterError } from './errors.ts';

describe('what an operation throws', () => {
  it.each([
    ['a frozen error', Object.freeze(httpError(400))],
    ['null', null],
    ['undefined', undefined],
    ['a text', 'rate limit'],
    ['a number', 429],
    ['a symbol', Symbol('odd')],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { status: 400 })],
    ['a function', (): void => {}],
  ])('reaches the caller as it is: %s', async (_title, thrown) => {
    const { clock, ...breakwater } = trial({ retry: { base: 0 } });
    // As programs do throw such things, so does the test.
    const call = watch(breakwater.run('t', () => Promise.reject(thrown as Error)));
    await clock.advance(60_000);
    expect((call.ended as { error: unknown }).error).toBe(thrown);
    expect(breakwater.explain(thrown).summary).toEqual(expect.any(String));
  });

  it('keeps its class, status, headers and body when retries are exhausted', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 0 } });
    const error = httpError(503, { 'x-request-id': 'r1' }, { error: { message: 'Overloaded' } });
    const before = Object.entries(error);
    const call = watch(breakwater.run('t', script(error)));
    await clock.advance(0);
    const given = (call.ended as { error: unknown }).error;
    expect([given === error, Object.entries(given as Error)]).toEqual([true, before]);
  });
});

describe('a breakwater inside another', () => {
  async function nested(inner: Breakwater): Promise<{ outer: Breakwater; calls: number; ended: unknown }> {
    const { clock, ...outer } = trial({ retry: { max: 5, base: 0 }, breaker: { threshold: 1 } });
    let calls = 0;
    const call = watch(
      outer.run('outer', () => {
        calls++;
        return inner.run('inner', () => 'fine');
      }),
    );
    await clock.advance(0);
    return { outer, calls, ended: call.ended };
  }

  it('does not retry a refusal of it, and does not count it as a failure', async () => {
    const inner = trial({ retry: false, breaker: { threshold: 1, whenOpen: 'fail' } });
    await inner.run('inner', () => Promise.reject(httpError(500))).catch(() => {});
    const { outer, calls, ended } = await nested(inner);
    expect([calls, ended]).toMatchObject([1, { error: { code: 'breaker-open', target: 'inner' } }]);
    expect(outer.snapshot().targets['outer']?.breaker).toEqual({ state: 'closed', failuresInARow: 0 });
    expect(outer.explain((ended as { error: unknown }).error)).toMatchObject({ stopped: 'refused', target: 'outer' });
  });
});

describe('explain', () => {
  it('knows the error that an SDK makes of a response by the headers it has from that', async () => {
    const { run, explain } = trial({ retry: false });
    const response = new Response('down', { status: 503 });
    const inspect = ({ status }: Response) => detectAnswer({ status });
    await run('a', () => response, { inspect });
    const error = Object.assign(new Error('503 down'), { status: 503, headers: response.headers });
    expect(explain(error)).toMatchObject({ target: 'a', stopped: 'retries-off', attempts: [{ number: 1 }] });
    expect(explain(new Error('wrapped', { cause: error })).target).toBe('a');
  });

  it('takes anything, and never throws', () => {
    const { explain } = trial();
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
        has: () => {
          throw new Error('no');
        },
      },
    );
    const cycle: { cause?: unknown } = {};
    cycle.cause = cycle;
    for (const odd of [
      undefined,
      null,
      0,
      '',
      Symbol('odd'),
      () => {},
      [],
      new Map(),
      cycle,
      Object.create(null),
      hostile,
    ]) {
      expect(explain(odd)).toMatchObject({ attempts: [], stopped: undefined, target: undefined });
    }
  });

  it('tells of an error that passed through run what was tried, and why it stopped', async () => {
    const { clock, ...breakwater } = trial({ retry: { base: 1_000, jitter: 'none' } });
    const error = httpError(503);
    const call = watch(breakwater.run('t', script(httpError(429), httpError(502), error)));
    await clock.advance(60_000);
    expect(call.ended).toEqual({ error });
    expect(breakwater.explain(error)).toMatchObject({
      target: 't',
      stopped: 'attempts-exhausted',
      elapsedMs: 3_000,
      classification: { code: 503 },
      attempts: [
        { number: 1, classification: { code: 429 }, delayMs: 1_000 },
        { number: 2, classification: { code: 502 }, delayMs: 2_000 },
        { number: 3, classification: { code: 503 } },
      ],
    });
  });

  it('knows a refusal of ours for what it is', async () => {
    const { explain, run } = trial({ retry: false, breaker: { threshold: 1, whenOpen: 'fail' } });
    await run('t', () => Promise.reject(httpError(500))).catch(() => {});
    const refusal = await run('t', () => 1).catch((error: unknown) => error);
    expect([isBreakwaterError(refusal), refusal instanceof BreakwaterError]).toEqual([true, true]);
    expect(explain(refusal)).toMatchObject({
      stopped: 'refused',
      target: 't',
      classification: { code: 503, reason: 'refused' },
    });
  });

  it('knows what was tried before the caller left, in a pause or at the gate', async () => {
    const { clock, explain, run } = trial({ retry: { base: '5s', jitter: 'none' } });
    const left = new AbortController();
    const call = watch(run('t', script(httpError(503)), { signal: left.signal }));
    await clock.advance(2_000);
    left.abort();
    await clock.settle();
    const { error } = call.ended as { error: unknown };
    expect(error).toBe(left.signal.reason);
    expect(explain(error)).toMatchObject({
      target: 't',
      stopped: 'cancelled',
      elapsedMs: 2_000,
      classification: { code: null, reason: 'cancelled' },
      attempts: [{ number: 1, classification: { code: 503 }, delayMs: 5_000 }],
    });
  });

  it('says of a refusal how long it was waited for, and what to do', async () => {
    const { clock, explain, run } = trial({ retry: false, breaker: { maxWait: '2s' }, concurrency: { max: 1 } });
    void watch(run('t', puppet().operation));
    const second = watch(run('t', puppet().operation));
    await clock.advance(2_000);
    const { error } = second.ended as { error: BreakwaterError };
    expect(explain(error)).toMatchObject({ stopped: 'refused', elapsedMs: 2_000, target: 't' });
    expect(explain(error).text).toMatch(/rule: {5}breakwater\/bulkhead-full[^]*do: {7}Raise concurrency.max/);
  });

  it('shows neither key nor prompt, and is plain data', async () => {
    const { clock, ...breakwater } = trial({ retry: false });
    const error = Object.assign(httpError(401, { authorization: 'Bearer sk-secret-key' }), {
      config: { headers: { Authorization: 'Bearer sk-secret-key' }, data: 'my secret prompt' },
    });
    const call = watch(breakwater.run('t', () => Promise.reject(error)));
    await clock.settle();
    expect(call.ended).toBeDefined();
    const text = JSON.stringify(breakwater.explain(error)) + JSON.stringify(breakwater.snapshot());
    expect(text).not.toMatch(/secret/);
  });
});

describe('our own errors', () => {
  it('survive JSON, name the target, and say what to do', async () => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: 10 }, retry: false });
    const call = watch(breakwater.run('openai/gpt-5', puppet().operation));
    await clock.advance(10);
    const { error } = call.ended as { error: BreakwaterError };
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      code: 'attempt-timeout',
      target: 'openai/gpt-5',
      status: 504,
    });
    expect(error.message).toMatch(/openai\/gpt-5.*10 ms.*policy/);
  });

  it('leave the depth of stacks as it was', async () => {
    const before = Error.stackTraceLimit;
    const { run } = trial({ retry: false, breaker: { threshold: 1, whenOpen: 'fail' } });
    await run('t', () => Promise.reject(httpError(500))).catch(() => {});
    await run('t', () => 1).catch(() => {});
    expect(Error.stackTraceLimit).toBe(before);
  });
});

describe('whatever of the user’s throws', () => {
  const boom = (): never => {
    throw new Error('a bug of the user');
  };

  it('a listener changes no result, no count and no state', async () => {
    const outcomes = await Promise.all(
      [true, false].map(async (listening) => {
        const { clock, ...breakwater } = trial({ retry: { base: 0 }, breaker: { threshold: 4 } });
        const types = [
          'success',
          'failure',
          'attempt',
          'retry',
          'refused',
          'breaker',
          'recovered',
          'cooldown',
        ] as const;
        if (listening) for (const type of types) breakwater.on(type, boom);
        const calls = [
          watch(breakwater.run('t', script(httpError(503), 'fine'))),
          watch(breakwater.run('t', script(httpError(429), httpError(500)))),
          watch(breakwater.run('t', script(httpError(500)))),
        ];
        await clock.advance(60_000);
        const { listenerErrors, ...snapshot } = breakwater.snapshot();
        return { ended: calls.map(({ ended }) => ended), snapshot, heard: listenerErrors > 0 };
      }),
    );
    expect(outcomes.map(({ heard }) => heard)).toEqual([true, false]);
    expect(outcomes[0]?.ended).toEqual(outcomes[1]?.ended);
    expect(outcomes[0]?.snapshot).toEqual(outcomes[1]?.snapshot);
  });

  it('a reader of headers changes no answer', async () => {
    const { run } = trial();
    await expect(run('t', () => 'fine', { headersOf: boom })).resolves.toBe('fine');
  });

  it('a listener may make calls of its own', async () => {
    const { clock, ...breakwater } = trial({ retry: false, breaker: { threshold: 1 } });
    const more: unknown[] = [];
    breakwater.on('breaker', () => void more.push(watch(breakwater.run('t', () => 'more'))));
    await breakwater.run('t', () => Promise.reject(httpError(500))).catch(() => {});
    await clock.advance(60_000);
    expect(more.every((call) => (call as { ended: unknown }).ended !== undefined)).toBe(true);
    expect(breakwater.snapshot().targets['t']).toMatchObject({ inFlight: 0, waiting: 0 });
  });
});

describe('a rate limit seen in headers', () => {
  it('paces calls before the first refusal', async () => {
    const { clock, ...breakwater } = trial({ breaker: { maxWait: '60s' } });
    const headers = {
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '2',
      'x-ratelimit-reset-requests': '58s',
    };
    const cooldowns = record(breakwater, 'cooldown');
    for (let call = 0; call < 30; call++) void watch(breakwater.run('t', () => 1, { headersOf: () => headers }));
    await clock.settle();
    expect(cooldowns).toMatchObject([{ target: 't', forMs: 0, perSecond: 1 }]);
    const sent: number[] = [];
    for (let call = 0; call < 5; call++) void watch(breakwater.run('t', () => sent.push(clock.now())));
    await clock.advance(60_000);
    expect(sent).toHaveLength(5);
    expect((sent[4] ?? 0) - (sent[0] ?? 0)).toBeGreaterThanOrEqual(3_000);
  });
});
