import { describe, expect, it } from 'vitest';
import { createBreakwater } from './breakwater.ts';
import { fakeClock } from './testing/index.ts';

const overloaded = Object.assign(new Error('overloaded'), { status: 503 });

describe('observe', () => {
  it('books what was made elsewhere as a call of one attempt', () => {
    const breakwater = createBreakwater({}, { clock: fakeClock() });
    breakwater.observe('tool/search', { durationMs: 40, usage: { input: 10, output: 2 } });
    breakwater.observe('tool/search', { durationMs: 7, error: overloaded, usage: { input: 5, output: 0 } });
    expect(breakwater.snapshot().targets['tool/search']?.figures).toMatchObject({
      calls: 2,
      callsFailed: 1,
      attempts: 2,
      attemptsFailed: 1,
      wastedMs: 7,
      retries: 0,
      failuresByCode: { 503: 1 },
      tokens: { input: 15, output: 2 },
    });
  });

  it('counts a success for a success, and a failure for what the rules of the policy make of it', () => {
    const rules = [{ when: { status: 503 }, then: { code: 429 } }] as const;
    const breakwater = createBreakwater({ classify: rules }, { clock: fakeClock() });
    breakwater.observe('good', { durationMs: 40 });
    breakwater.observe('bad', { durationMs: 7, error: overloaded });
    const { good, bad } = breakwater.snapshot().targets;
    expect(good?.figures).toMatchObject({ calls: 1, callsFailed: 0, attemptsFailed: 0 });
    expect(bad?.figures).toMatchObject({ calls: 1, callsFailed: 1, failuresByCode: { 429: 1 } });
  });

  it('tells what it was, and nothing of the error itself', () => {
    const breakwater = createBreakwater({}, { clock: fakeClock(1_000) });
    const seen: object[] = [];
    breakwater.on('observed', (event) => seen.push(event));
    breakwater.observe('a', { kind: 'llm', durationMs: 3, error: overloaded });
    breakwater.observe('a', { durationMs: 4 });
    expect(seen).toMatchObject([
      { target: 'a', at: 1_000, kind: 'llm', durationMs: 3, classification: { code: 503 }, usage: undefined },
      { target: 'a', kind: 'call', durationMs: 4, classification: undefined },
    ]);
    expect(JSON.stringify(seen)).not.toContain('Error');
  });

  it('adds the tokens of a call that run has counted, and no call', async () => {
    const breakwater = createBreakwater({}, { clock: fakeClock() });
    const told: unknown[] = [];
    breakwater.on('observed', ({ durationMs, usage }) => told.push({ durationMs, usage }));
    await breakwater.run('a', async () => 'fine');
    breakwater.observe('a', { usage: { input: 3, output: 4 } });
    breakwater.observe('a', {});
    expect(breakwater.snapshot().targets['a']?.figures).toMatchObject({ calls: 1, tokens: { input: 3, output: 4 } });
    expect(told).toEqual([{ durationMs: undefined, usage: { input: 3, output: 4 } }]);
  });

  it('takes a caller that left for no failure', () => {
    const breakwater = createBreakwater({}, { clock: fakeClock() });
    breakwater.observe('a', { durationMs: 1, error: new DOMException('gone', 'AbortError') });
    expect(breakwater.snapshot().targets['a']?.figures).toMatchObject({ calls: 0, callsCancelled: 1, attempts: 0 });
  });

  it('never moves the gate', async () => {
    const breakwater = createBreakwater({ breaker: { threshold: 1 } }, { clock: fakeClock() });
    for (let call = 0; call < 50; call++) breakwater.observe('a', { durationMs: 1, error: overloaded });
    expect(breakwater.snapshot().targets['a']?.breaker.state).toBe('closed');
    await expect(breakwater.run('a', async () => 'let through')).resolves.toBe('let through');
  });

  it('raises alerts', () => {
    const breakwater = createBreakwater({ alerts: [{ type: 'credential' }] }, { clock: fakeClock() });
    const raised: string[] = [];
    breakwater.on('alert', ({ target, alert }) => raised.push(`${target} ${alert}`));
    breakwater.observe('a', { durationMs: 1, error: Object.assign(new Error('no'), { status: 401 }) });
    expect(raised).toEqual(['a credential']);
  });
});
