import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { httpError, puppet, record, trial, type Trial, watch } from '../../test/trial.ts';
import { classify } from '../classify/classify.ts';
import { detect, detectAnswer } from '../detect/detect.ts';
import type { Failure } from '../detect/failure.ts';
import type { AttemptContext } from '../handle/attempt.ts';
import { fallbackTargets } from './fallback.ts';

function targetsFor(error: unknown, fallback: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return fallbackTargets(fallback, classify(detect(error)));
}

const TOO_LONG = httpError(
  400,
  {},
  { code: 'context_length_exceeded', message: 'maximum context length is 8192 tokens' },
);

describe('the targets to fall back to', () => {
  const fallback = { context_length_exceeded: ['long'], rate_limited: ['other-key'], '429': ['code'], '*': ['any'] };

  it('are those of the reason, then of the code, then of "*"', () => {
    expect(targetsFor(TOO_LONG, fallback)).toEqual(['long']);
    expect(targetsFor(httpError(429), fallback)).toEqual(['other-key']);
    expect(targetsFor(httpError(429), { '429': ['code'], '*': ['any'] })).toEqual(['code']);
    expect(targetsFor(httpError(503), fallback)).toEqual(['any']);
    expect(targetsFor(httpError(503), {})).toEqual([]);
  });

  it('are none for a bad request under "*": it is wrong everywhere; and some where its reason is named', () => {
    expect(targetsFor(httpError(400), fallback)).toEqual([]);
    expect(targetsFor(httpError(400), { '400': ['elsewhere'] })).toEqual(['elsewhere']);
  });

  it('are those of "*" for a bad key: another target has another one', () => {
    expect(targetsFor(httpError(401), fallback)).toEqual(['any']);
  });

  it('are those of "*" for a request that what is left does not pay for: another account may', () => {
    const dear = httpError(402, {}, { message: 'You requested up to 64000 tokens, but can only afford 1200' });
    expect(targetsFor(dear, fallback)).toEqual(['any']);
  });

  it('are none for a caller who left, whatever the policy says', () => {
    const cancelled = classify(detect(new Error('any'), { callerSignal: AbortSignal.abort() }));
    expect(fallbackTargets({ cancelled: ['x'], '*': ['y'] }, cancelled)).toEqual([]);
  });
});

/** Runs a call whose attempts end as `outcomes` say for each target: errors are thrown. */
function calling(at: Trial, outcomes: Readonly<Record<string, unknown>>, options = {}) {
  const attempts: string[] = [];
  const operation = ({ target, number }: AttemptContext): Promise<unknown> => {
    attempts.push(`${target} ${number}`);
    const outcome = outcomes[target];
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
  };
  return { attempts, call: watch(at.run('first', operation, options)) };
}

describe('a call with a fallback', () => {
  const policy = { retry: { max: 2, base: 0 }, fallback: ['second', 'third'] };

  it('goes on where the first target has failed for good, and answers', async () => {
    const at = trial(policy);
    const events = record(at, 'fallback');
    const { attempts, call } = calling(at, { first: httpError(503), second: 'fine' });
    await at.clock.settle();
    expect([call.ended, attempts]).toEqual([{ value: 'fine' }, ['first 1', 'first 2', 'second 1']]);
    expect(events).toMatchObject([{ target: 'first', to: 'second', classification: { code: 503 } }]);
  });

  it('goes through all of them in order, and ends with the error of the last', async () => {
    const at = trial(policy);
    const last = httpError(500);
    const { attempts, call } = calling(at, { first: httpError(503), second: httpError(502), third: last });
    await at.clock.settle();
    expect((call.ended as { error: unknown }).error).toBe(last);
    expect(attempts).toEqual(['first 1', 'first 2', 'second 1', 'second 2', 'third 1', 'third 2']);
    expect(at.explain(last)).toMatchObject({ target: 'third', stopped: 'attempts-exhausted' });
    expect(at.explain(last).attempts.map(({ target }) => target)).toEqual(
      ['first', 'second', 'third'].flatMap((name) => [name, name]),
    );
  });

  it('goes by the reason of the first failure', async () => {
    const at = trial({ fallback: { context_length_exceeded: ['long'], '*': ['other'] } });
    const { attempts, call } = calling(at, { first: TOO_LONG, long: 'fine' });
    await at.clock.settle();
    expect([call.ended, attempts]).toEqual([{ value: 'fine' }, ['first 1', 'long 1']]);
  });

  it('stays where it is for a bad request', async () => {
    const at = trial(policy);
    const { attempts } = calling(at, { first: httpError(400) });
    await at.clock.settle();
    expect(attempts).toEqual(['first 1']);
  });

  it('goes on at once where the gate of the first target is shut for too long', async () => {
    const at = trial({ ...policy, breaker: { threshold: 1, whenOpen: 'fail' }, retry: false });
    calling(at, { first: httpError(503), second: 'fine' });
    await at.clock.settle();
    const { attempts, call } = calling(at, { first: 'not asked', second: 'fine' });
    await at.clock.settle();
    expect([call.ended, attempts]).toEqual([{ value: 'fine' }, ['second 1']]);
  });

  it('ends with a refusal of ours only where no target made an attempt', async () => {
    const at = trial({
      fallback: ['second'],
      breaker: { threshold: 1, whenOpen: 'fail', probeAfter: '2s' },
      retry: false,
    });
    await at.run('second', () => Promise.reject(httpError(500))).catch(() => {});
    const error = httpError(503);
    const tried = calling(at, { first: error });
    await at.clock.settle();
    expect((tried.call.ended as { error: unknown }).error).toBe(error);
    const refused = calling(at, {});
    await at.clock.settle();
    expect([refused.attempts, refused.call.ended]).toMatchObject([
      [],
      { error: { code: 'breaker-open', target: 'second' } },
    ]);
  });

  it('has one deadline for all of them', async () => {
    const at = trial({ ...policy, retry: false, timeout: { total: '10s', attempt: '8s' } });
    const events = record(at, 'fallback');
    const { attempts, operation } = puppet();
    const call = watch(at.run('first', operation));
    await at.clock.advance(8_000);
    expect(attempts.map(({ attempt }) => attempt.target)).toEqual(['first', 'second']);
    await at.clock.advance(2_000);
    expect(call.ended).toMatchObject({ error: { code: 'deadline-exceeded' } });
    await at.clock.advance(60_000);
    expect([attempts.length, at.clock.pending, events.length]).toEqual([2, 0, 1]);
  });

  it('is over at once when the caller leaves, and no further target is asked', async () => {
    const at = trial(policy);
    const controller = new AbortController();
    const { attempts, operation } = puppet();
    const call = watch(at.run('first', operation, { signal: controller.signal }));
    controller.abort('left');
    await at.clock.settle();
    expect([call.ended, attempts.length]).toEqual([{ error: 'left' }, 1]);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('is over at once when the caller leaves a later target', async () => {
    const at = trial({ ...policy, retry: false });
    const events = record(at, 'fallback');
    const controller = new AbortController();
    const { attempts, operation } = puppet();
    const call = watch(at.run('first', operation, { signal: controller.signal }));
    attempts[0]?.fail(httpError(503));
    await at.clock.settle();
    controller.abort('left');
    await at.clock.settle();
    expect([call.ended, attempts.length, events.length]).toEqual([{ error: 'left' }, 2, 1]);
  });

  it('is over at once when the caller leaves between two targets, and lets go of what it had', async () => {
    const at = trial({ ...policy, retry: false });
    const controller = new AbortController();
    at.on('fallback', () => controller.abort('left'));
    const released: unknown[] = [];
    const error = httpError(503);
    const options = { signal: controller.signal, release: (outcome: unknown): void => void released.push(outcome) };
    const { attempts, call } = calling(at, { first: error }, options);
    await at.clock.settle();
    expect([call.ended, attempts, released]).toEqual([{ error: 'left' }, ['first 1'], [error]]);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('takes failing answers for failures, lets go of them, and returns the last as it is', async () => {
    const at = trial({ ...policy, retry: false });
    const inspect = (answer: unknown): Failure | undefined => detectAnswer(answer as { status: number });
    const released: unknown[] = [];
    const answers = { first: { status: 503 }, second: { status: 502 }, third: { status: 500 } };
    const { call } = calling(at, answers, { inspect, release: (outcome: unknown) => void released.push(outcome) });
    await at.clock.settle();
    expect((call.ended as { value: unknown }).value).toBe(answers.third);
    expect(released).toEqual([answers.first, answers.second]);
  });

  it('does not send a one-shot body a second time, but sends one that was never sent', async () => {
    const at = trial({ ...policy, breaker: { threshold: 1, whenOpen: 'fail' } });
    const spent = calling(at, { first: httpError(503), second: 'fine' }, { resendable: false });
    await at.clock.settle();
    expect(spent.attempts).toEqual(['first 1']);
    const kept = calling(at, { second: 'fine' }, { resendable: false });
    await at.clock.settle();
    expect([kept.attempts, kept.call.ended]).toEqual([['second 1'], { value: 'fine' }]);
  });

  it('learns at the gate of each target what happened there', async () => {
    const at = trial({ ...policy, retry: false });
    calling(at, { first: httpError(503), second: httpError(502), third: 'fine' });
    await at.clock.settle();
    const { targets } = at.snapshot();
    const runs = ['first', 'second', 'third'].map((name) => targets[name]?.breaker);
    expect(runs).toEqual([1, 1, 0].map((failuresInARow) => ({ state: 'closed', failuresInARow })));
  });
});
