import { describe, expect, it } from 'vitest';
import { harness } from '../../test/gate-harness.ts';
import { httpError, record, trial, watch } from '../../test/trial.ts';
import type { Operation } from './attempt.ts';
import { SUCCEEDED } from './gate/settlement.ts';
import { Patience } from './patience.ts';
import { leastAnswerMs, spareTimeMs } from './spare-time.ts';

/** A target that answers in 100 ms, and the instant at which that is known. */
async function known() {
  const { gate, clock, admit, settle } = harness();
  const permit = admit();
  await clock.advance(100);
  settle(SUCCEEDED, permit);
  return { gate, patience: new Patience(), nowMs: clock.now() };
}

describe('the time that a call can spare', () => {
  it('is nine tenths of what it has left, less the time of two answers, and never below zero', async () => {
    const { nowMs, ...target } = await known();
    const spare = (leftMs: number): number =>
      spareTimeMs({ startedAtMs: nowMs, deadlineMs: nowMs + leftMs }, target, nowMs);
    expect(spare(10_000)).toBeCloseTo(8_800);
    expect(spare(200)).toBe(0);
  });

  it('is no more than callers stay who leave without a word, and endless where neither is known', async () => {
    const { nowMs, ...target } = await known();
    const call = { startedAtMs: nowMs - 500, deadlineMs: Infinity };
    expect(spareTimeMs(call, target, nowMs)).toBe(Infinity);
    target.patience.left(1_500, nowMs);
    expect(spareTimeMs(call, target, nowMs)).toBeCloseTo(1_000 * 0.9 - 200);
    expect(spareTimeMs({ ...call, deadlineMs: nowMs + 300 }, target, nowMs)).toBeCloseTo(70);
  });
});

describe('the time that an answer takes at least', () => {
  it('is half of what one usually takes, and nothing while nobody knows', async () => {
    const call = { startedAtMs: 0, deadlineMs: Infinity };
    expect(leastAnswerMs(call, await known())).toBe(50);
    expect(leastAnswerMs(call, harness())).toBe(0);
  });

  // A caller who asks for three words of a model whose answers take 20 s, and gives it 5, is to have its retries.
  it('is half of what a call was given, if that is less: its caller expects a shorter answer', async () => {
    expect(leastAnswerMs({ startedAtMs: 1_000, deadlineMs: 1_060 }, await known())).toBe(30);
  });
});

describe('a call whose callers leave without a word', () => {
  // Defect: a pause of up to two seconds before the last attempt of callers who have left after one and a half.
  it('pauses for no longer than they stay, once some have left', async () => {
    const at = trial({ retry: { max: 2, base: '20s', jitter: 'equal' }, breaker: false });
    await at.run('t', () => 'fine');
    const retries = record(at, 'retry');
    const fails = (): Promise<never> => Promise.reject(httpError(500));
    const leaving = new AbortController();
    watch(at.run('t', fails, { signal: leaving.signal }));
    await at.clock.advance(4_000);
    leaving.abort();
    watch(at.run('t', fails, { signal: new AbortController().signal }));
    await at.clock.settle();
    expect(retries[0]!.delayMs).toBeGreaterThanOrEqual(5_000);
    expect(retries[1]!.delayMs).toBeCloseTo(4_000 * 0.9);
  });

  it('learns nothing from who leaves at once, or from who has had an answer to read', async () => {
    const at = trial({ retry: { max: 2, base: '20s', jitter: 'equal' }, breaker: false });
    await at.run('t', () => 'fine');
    const left = new AbortController();
    left.abort();
    await at.run('t', () => 'fine', { signal: left.signal }).catch(() => undefined);
    const reading = new AbortController();
    const live = { isWhole: false, events: 0, characters: 0, interrupt() {} };
    const begun: Operation<string> = (attempt) => {
      attempt.stream(live);
      return 'fine';
    };
    await at.run('t', begun, { signal: reading.signal, streaming: true });
    await at.clock.advance(500);
    reading.abort();
    const retries = record(at, 'retry');
    watch(at.run('t', () => Promise.reject(httpError(500))));
    await at.clock.settle();
    expect(retries[0]!.delayMs).toBeGreaterThanOrEqual(5_000);
  });
});
