import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { begunStream, openedStream } from '../../../test/opened-stream.ts';
import { detect } from '../../detect/detect.ts';
import { StreamInterruptedError } from './stream-interrupted-error.ts';

const FIVE_SECONDS = { timeout: { idle: '5s' } } as const;

describe('a reader that pauses', () => {
  it('is waited for, and the silence of the upstream counts from when it reads on', async () => {
    const { attempt, clock, stream, live, snapshot } = await begunStream(FIVE_SECONDS);
    const { signal } = attempt;
    stream.waiting();
    await clock.advance(4_000);
    stream.arrived(true);
    await clock.advance(4_000);
    stream.waiting();
    expect(snapshot().targets['t']?.inFlight).toBe(1);
    await clock.advance(4_999);
    expect(live.interruptedBy).toEqual([]);
    await clock.advance(1);
    expect(live.interruptedBy).toEqual([expect.any(StreamInterruptedError)]);
    expect((live.interruptedBy[0] as Error).message).toContain('no content came for 5000 ms');
    expect(signal.reason).toBe(live.interruptedBy[0]);
  });

  it('has given its place back after timeout.idle, and its upstream is cut all the same when it hangs then', async () => {
    const { attempt, clock, stream, live, snapshot } = await begunStream(FIVE_SECONDS);
    await clock.advance(4_999);
    expect(snapshot().targets['t']?.inFlight).toBe(1);
    await clock.advance(1);
    expect(snapshot().targets['t']?.inFlight).toBe(0);
    await clock.advance(20_000);
    stream.waiting();
    await clock.advance(4_999);
    expect(live.interruptedBy).toEqual([]);
    await clock.advance(1);
    expect(live.interruptedBy).toEqual([expect.any(StreamInterruptedError)]);
    // Read for the first time.
    expect(attempt.signal.reason).toBe(live.interruptedBy[0]);
    expect(clock.pending).toBe(0);
  });

  it('after it got keep-alives has its pause not counted as silence of the upstream', async () => {
    const { clock, stream, live } = await begunStream(FIVE_SECONDS);
    stream.waiting();
    await clock.advance(1_000);
    stream.arrived(false);
    await clock.advance(8_000);
    stream.waiting();
    await clock.advance(4_999);
    expect(live.interruptedBy).toEqual([]);
    await clock.advance(1);
    expect(live.interruptedBy).toHaveLength(1);
  });
});

describe('a stream at the deadline of its call', () => {
  it('breaks off, says after how long and what was delivered, and says nothing about the target', async () => {
    const { clock, stream, live, snapshot } = await begunStream({}, { deadline: '3s' });
    Object.assign(live, { events: 2, characters: 1 });
    stream.waiting();
    await clock.advance(2_999);
    expect(live.interruptedBy).toEqual([]);
    await clock.advance(1);
    const [reason] = live.interruptedBy as StreamInterruptedError[];
    expect(reason?.message).toMatch(/^The stream from t broke off after 2 events and 1 character: .*after 3000 ms/);
    expect(reason?.delivered).toEqual({ events: 2, characters: 1 });
    expect(snapshot().targets['t']).toMatchObject({ inFlight: 0, breaker: { failuresInARow: 0 } });
  });

  it('ends well where the answer is whole', async () => {
    const { clock, stream, live, snapshot } = await begunStream({}, { deadline: '3s' });
    live.isWhole = true;
    stream.waiting();
    await clock.advance(3_000);
    expect(live.interruptedBy).toEqual([expect.objectContaining({ code: 'deadline-exceeded' })]);
    expect(snapshot().targets['t']?.figures).toMatchObject({ calls: 1, callsFailed: 0 });
  });
});

describe('the verdict on a stream', () => {
  it('is the first one, and falls when it ends', async () => {
    const { clock, stream, snapshot } = await begunStream();
    expect(snapshot().targets['t']?.figures.calls).toBe(0);
    stream.complete();
    stream.fail(detect({ status: 503 }));
    await clock.settle();
    expect(snapshot().targets['t']?.figures).toMatchObject({ calls: 1, callsFailed: 0 });
    expect(clock.pending).toBe(0);
  });

  it('that fell before its caller had it is the verdict on the call', async () => {
    const { signal } = new AbortController();
    const { clock, stream, answer, snapshot, call } = await openedStream({}, { signal });
    stream.arrived(true);
    stream.complete();
    stream.close();
    answer();
    await clock.settle();
    expect(call.ended).toEqual({ value: 'the stream' });
    expect(snapshot().targets['t']).toMatchObject({ inFlight: 0, figures: { calls: 1, callsFailed: 0 } });
    expect([clock.pending, getEventListeners(signal, 'abort').length]).toEqual([0, 0]);
  });

  it('is what the rules of the policy make of it', async () => {
    const { stream } = await begunStream({ classify: [{ when: { status: 503 }, then: { code: 400 } }] });
    stream.fail(detect({ status: 503 }));
    expect(stream.error).toMatchObject({ status: 400, retryable: false });
  });

  it('is none where the reader wants no more, and its error none either', async () => {
    const { stream, snapshot } = await begunStream();
    stream.abandon();
    expect(stream.error).toBeUndefined();
    expect(snapshot().targets['t']?.figures).toMatchObject({ calls: 0, callsCancelled: 1 });
  });

  it('stays the same error, however often it is asked for', async () => {
    const { stream } = await begunStream();
    const lastError = new Error('reset');
    stream.fail(detect({ code: 'ECONNRESET' }), lastError);
    expect(stream.error).toBe(stream.error);
    expect(stream.error?.lastError).toBe(lastError);
  });
});

describe('the time to the first content', () => {
  it('is what counts as the time of the attempt, and later content changes nothing about it', async () => {
    const { clock, stream, answer, snapshot } = await openedStream();
    await clock.advance(100);
    stream.arrived(true);
    answer();
    await clock.settle();
    stream.waiting();
    await clock.advance(4_000);
    stream.arrived(true);
    stream.complete();
    expect(snapshot().targets['t']?.figures.latencyMs?.p50).toBeLessThan(120);
  });
});
