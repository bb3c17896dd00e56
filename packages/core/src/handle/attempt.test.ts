import { describe, expect, it } from 'vitest';
import { openedStream, puppetStream } from '../../test/opened-stream.ts';
import { puppet, trial, watch, type Watch } from '../../test/trial.ts';

function errorOf({ ended }: Watch<unknown>): unknown {
  return ended !== undefined && 'error' in ended ? ended.error : undefined;
}

describe('the signal of an attempt', () => {
  it('is the same one each time it is read', async () => {
    const { run } = trial();
    await run('t', (attempt) => expect(attempt.signal).toBe(attempt.signal));
  });

  it('fires where a stream is no longer wanted: some libraries close a connection by it alone', async () => {
    const { attempt, stream } = await openedStream({});
    const { signal } = attempt;
    expect(signal.aborted).toBe(false);
    stream.abandon();
    expect(signal.aborted).toBe(true);
  });

  it('has fired where it is first read after that', async () => {
    const { attempt, stream } = await openedStream({});
    stream.abandon();
    expect(attempt.signal.aborted).toBe(true);
  });
});

describe('a call cut at its deadline', () => {
  it('says how long it took, whatever the clock says', async () => {
    const { clock, run } = trial();
    await clock.advance(7_000);
    const call = watch(run('t', puppet().operation, { deadline: 100 }));
    await clock.advance(100);
    expect((errorOf(call) as Error).message).toContain('after 100 ms');
  });
});

describe('a stream whose first content is to come', () => {
  it('is cut at the limit of its attempt where that is shorter than the one for first content', async () => {
    const { attempt, clock, call, live } = await openedStream({ timeout: { attempt: '1s', firstContent: '30s' } });
    await clock.advance(1_000);
    expect(errorOf(call)).toMatchObject({ code: 'attempt-timeout' });
    expect(attempt.timeoutMs).toBe(1_000);
    expect(live.interruptedBy).toEqual([errorOf(call)]);
  });

  it('is cut at the deadline of its call where that comes first', async () => {
    const { clock, call } = await openedStream({ timeout: { attempt: '30s', firstContent: '3s' } }, { deadline: '2s' });
    await clock.advance(2_000);
    expect(errorOf(call)).toMatchObject({ code: 'deadline-exceeded' });
  });

  it('that is opened when its attempt has been given up is ended at once, with the reason', async () => {
    const leaving = new AbortController();
    const { clock, run } = trial();
    const { attempts, operation } = puppet();
    void watch(run('t', operation, { signal: leaving.signal }));
    await clock.settle();
    leaving.abort('enough');
    await clock.settle();
    const live = puppetStream();
    attempts[0]!.attempt.stream(live);
    expect(live.interruptedBy).toEqual(['enough']);
    expect(clock.pending).toBe(0);
  });

  it('is let go of where its caller leaves in the moment in which it comes: the caller hears its own reason', async () => {
    const leaving = new AbortController();
    const released: unknown[] = [];
    const options = { signal: leaving.signal, release: (answer: unknown) => void released.push(answer) };
    const { clock, call, stream, answer, snapshot } = await openedStream({}, options);
    stream.arrived(true);
    answer();
    // The answer is there, and the call has not looked at it yet.
    void Promise.resolve().then(() => leaving.abort('enough'));
    await clock.settle();
    expect(call.ended).toEqual({ error: 'enough' });
    expect(released).toEqual(['the stream']);
    expect(snapshot().targets['t']).toMatchObject({ inFlight: 0, figures: { callsCancelled: 1, callsFailed: 0 } });
  });
});

describe('an operation that answers with a thenable of its own', () => {
  const thenable = <Answer>(answer: Answer): PromiseLike<Answer> =>
    ({ then: (resolve: (answer: Answer) => unknown) => void resolve(answer) }) as unknown as PromiseLike<Answer>;

  it('ends with what a promise in it ends with', async () => {
    const { run } = trial({ retry: false });
    await expect(run('t', () => thenable(Promise.resolve('fine')))).resolves.toBe('fine');
  });

  it('fails where that fails', async () => {
    const { run, snapshot } = trial({ retry: false });
    const error = new Error('late');
    await expect(run('t', () => thenable(Promise.reject(error)))).rejects.toBe(error);
    expect(snapshot().targets['t']).toMatchObject({ inFlight: 0, figures: { attemptsFailed: 1 } });
  });
});
