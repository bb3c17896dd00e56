import { describe, expect, it } from 'vitest';
import { classify } from '../../classify/classify.ts';
import { detect } from '../../detect/detect.ts';
import { isStreamInterruptedError, StreamInterruptedError } from './stream-interrupted-error.ts';

function interruption(thrown: unknown): StreamInterruptedError {
  const failure = detect(thrown);
  const delivered = { events: 1, characters: 5 };
  return new StreamInterruptedError({ target: 't', failure, classification: classify(failure), delivered });
}

describe('the error of a stream that broke off', () => {
  it.each([
    [{ status: 503, message: 'Overloaded' }, 503, 'overloaded (503). A new call may succeed.'],
    [{ code: 'ETIMEDOUT' }, 504, 'the upstream took too long (504). A new call may succeed.'],
    [{ status: 400, message: 'bad' }, 400, 'invalid request (400). The same call would fail again.'],
  ])('says what was delivered, why it ended and whether to call again: %o', (thrown, status, why) => {
    const error = interruption(thrown);
    expect(error.message).toBe(`The stream from t broke off after 1 event and 5 characters: ${why}`);
    expect(error.status).toBe(status);
  });

  it('is known from whichever copy of the package it comes', () => {
    const ofAnotherCopy = Object.create({ [Symbol.for('breakwater.stream-interrupted')]: true }) as unknown;
    expect([interruption({ status: 503 }), ofAnotherCopy].map(isStreamInterruptedError)).toEqual([true, true]);
  });

  it('is nothing else, and asking harms nobody', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const others = [undefined, null, 'text', 7, {}, new Error('other'), proxy];
    expect(others.map(isStreamInterruptedError)).toEqual(others.map(() => false));
  });
});
