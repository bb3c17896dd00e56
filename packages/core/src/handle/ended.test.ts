import { describe, expect, it } from 'vitest';
import { httpError } from '../../test/trial.ts';
import { detectAnswer } from '../detect/detect.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import type { Attempt } from './attempt.ts';
import { departure, failureIn, hasFired } from './ended.ts';

const clock = fakeClock();

function attemptThat(fields: object = {}): Attempt {
  return { timedOut: false, opened: undefined, ...fields } as Attempt;
}
const answered = attemptThat();

describe('how an attempt ended', () => {
  it('is good when it was answered and nobody looks closer', () => {
    expect(failureIn({ answer: 'fine' }, answered, {}, clock)).toBeUndefined();
  });

  it('is what was seen in its answer; an inspector with a bug sees nothing', () => {
    const failure = detectAnswer({ status: 529 });
    expect(failureIn({ answer: 'bad' }, answered, { inspect: () => failure }, clock)).toBe(failure);
    const inspect = (): never => {
      throw new Error('a bug');
    };
    expect(failureIn({ answer: 'fine' }, answered, { inspect }, clock)).toBeUndefined();
  });

  it('is what its error says, by the clock that is ours', () => {
    const failure = failureIn({ error: httpError(503) }, answered, {}, clock);
    expect(failure).toMatchObject({ kind: 'response', status: 503, wallNowMs: clock.wallNow() });
  });

  it('is a timeout or a departure where our limit or the caller ended it, whatever the error says', () => {
    const error = new Error('socket closed');
    expect(failureIn({ error }, attemptThat({ timedOut: true }), {}, clock)?.kind).toBe('timeout');
    const signal = AbortSignal.abort();
    expect(failureIn({ error: signal.reason }, answered, { signal }, clock)?.kind).toBe('aborted');
  });

  it('is the failure of its stream, once that has failed, and good while it goes on', () => {
    const failure = detectAnswer({ status: 500 });
    const opened = (ending: object | undefined): Attempt => attemptThat({ opened: { ending } });
    expect(failureIn({ answer: 'a stream' }, opened({ kind: 'failed', failure }), {}, clock)).toBe(failure);
    expect(failureIn({ answer: 'a stream' }, opened({ kind: 'complete' }), {}, clock)).toBeUndefined();
    expect(failureIn({ answer: 'a stream' }, opened(undefined), {}, clock)).toBeUndefined();
  });

  it('is a departure when the caller left a stream', () => {
    expect(departure(clock)).toMatchObject({ kind: 'aborted', wallNowMs: clock.wallNow() });
  });
});

it('a signal has fired when it is there and says so', () => {
  expect([undefined, new AbortController().signal, AbortSignal.abort()].map(hasFired)).toEqual([false, false, true]);
});
