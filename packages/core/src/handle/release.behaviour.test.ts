import { describe, expect, it } from 'vitest';
import { httpError, puppet, script, trial, watch } from '../../test/trial.ts';
import { detectAnswer } from '../detect/detect.ts';
import type { Policy } from '../policy/policy.ts';
import type { RunOptions } from './run-options.ts';

interface Answer {
  readonly status: number;
}

function answers(...statuses: readonly number[]): readonly Answer[] {
  return statuses.map((status) => ({ status }));
}

/** Options that note what is let go of. */
function releasing(more: RunOptions = {}): { released: unknown[]; options: RunOptions } {
  const released: unknown[] = [];
  const options: RunOptions = {
    inspect: (answer) => detectAnswer(answer as Answer),
    release: (outcome) => void released.push(outcome),
    ...more,
  };
  return { released, options };
}

async function end(policy: Policy, outcomes: readonly unknown[], more?: RunOptions) {
  const { clock, ...breakwater } = trial(policy);
  const { released, options } = releasing(more);
  const call = watch(breakwater.run('t', script(...outcomes), options));
  await clock.advance(600_000);
  return { ended: call.ended, released };
}

describe('what the caller does not get is let go of, once', () => {
  it('answers that were retried, and never the one that is returned', async () => {
    const given = answers(503, 429, 200);
    const { ended, released } = await end({}, given);
    expect(ended).toEqual({ value: given[2] });
    expect(released).toEqual([given[0], given[1]]);
  });

  it('answers before the last failing one, which is returned', async () => {
    const given = answers(503, 503, 503);
    const { ended, released } = await end({}, given);
    expect((ended as { value: unknown }).value).toBe(given[2]);
    expect(released).toEqual([given[0], given[1]]);
    expect(released[0]).toBe(given[0]);
  });

  it('errors that were retried, and never the one that is thrown', async () => {
    const errors = [httpError(500), httpError(502), httpError(503)];
    const { ended, released } = await end({}, errors);
    expect((ended as { error: unknown }).error).toBe(errors[2]);
    expect(released).toEqual(errors.slice(0, 2));
  });

  it('nothing where one attempt was enough, or the failure final', async () => {
    expect((await end({}, answers(200))).released).toEqual([]);
    expect((await end({}, answers(400))).released).toEqual([]);
    expect((await end({ retry: false }, [httpError(503)])).released).toEqual([]);
  });

  it('nothing where the gate let no further attempt through: the last failure is what the caller gets', async () => {
    const given = answers(503);
    const policy: Policy = { breaker: { threshold: 1, whenOpen: 'fail', probeAfter: '60s' }, retry: { base: 1 } };
    const { ended, released } = await end(policy, given);
    expect([(ended as { value: unknown }).value, released]).toEqual([given[0], []]);
  });

  it('what the last attempt ended with, when the caller leaves during the pause after it', async () => {
    const { clock, ...breakwater } = trial();
    const controller = new AbortController();
    const { released, options } = releasing({ signal: controller.signal });
    const given = answers(503);
    const call = watch(breakwater.run('t', script(...given), options));
    await clock.settle();
    expect(released).toEqual([]);
    controller.abort('left');
    await clock.settle();
    expect([call.ended, released]).toEqual([{ error: 'left' }, given]);
  });

  it('what the last attempt ended with, when the caller leaves the waiting room after it', async () => {
    const { clock, ...breakwater } = trial({ breaker: { threshold: 1 }, retry: { base: 1 } });
    const controller = new AbortController();
    const { released, options } = releasing({ signal: controller.signal });
    const given = answers(503);
    const call = watch(breakwater.run('t', script(...given), options));
    await clock.advance(100);
    expect(breakwater.snapshot().targets['t']?.waiting).toBe(1);
    controller.abort('left');
    await clock.settle();
    expect([call.ended, released]).toEqual([{ error: 'left' }, given]);
  });
});

describe('what an operation brings after it was given up', () => {
  it('is let go of, when its attempt was cut', async () => {
    const { clock, ...breakwater } = trial({ timeout: { attempt: 100 }, retry: { max: 2, base: 0 } });
    const { released, options } = releasing();
    const { attempts, operation } = puppet();
    const call = watch(breakwater.run('t', operation, options));
    await clock.advance(100);
    expect(attempts).toHaveLength(2);
    const [late, good] = answers(200, 200);
    attempts[1]?.answer(good);
    await clock.settle();
    attempts[0]?.answer(late);
    await clock.settle();
    expect((call.ended as { value: unknown }).value).toBe(good);
    // The error of the first attempt, and what its operation brought after all.
    expect(released).toMatchObject([{ code: 'attempt-timeout' }, late as Answer]);
  });

  it('is let go of, when the caller left', async () => {
    const { clock, ...breakwater } = trial();
    const controller = new AbortController();
    const { released, options } = releasing({ signal: controller.signal });
    const { attempts, operation } = puppet();
    const call = watch(breakwater.run('t', operation, options));
    controller.abort('left');
    await clock.settle();
    const [late] = answers(200);
    attempts[0]?.answer(late);
    await clock.settle();
    expect([call.ended, released]).toEqual([{ error: 'left' }, [late]]);
  });

  it('is let go of when it is an error, but not when it is the very one that the caller got', async () => {
    const { clock, ...breakwater } = trial();
    const controller = new AbortController();
    const { released, options } = releasing({ signal: controller.signal });
    const { attempts, operation } = puppet();
    void watch(breakwater.run('t', operation, options));
    void watch(breakwater.run('t', operation, options));
    const reason = new Error('left');
    controller.abort(reason);
    await clock.settle();
    const other = httpError(503);
    attempts[0]?.fail(reason);
    attempts[1]?.fail(other);
    await clock.settle();
    expect(released).toEqual([other]);
  });

  it('is let go of, when the caller left in the moment in which the operation failed', async () => {
    const { clock, ...breakwater } = trial();
    const controller = new AbortController();
    const { released, options } = releasing({ signal: controller.signal });
    const { attempts, operation } = puppet();
    const call = watch(breakwater.run('t', operation, options));
    const error = httpError(503);
    attempts[0]?.fail(error);
    await Promise.resolve();
    controller.abort('left');
    await clock.settle();
    expect([call.ended, released]).toEqual([{ error: 'left' }, [error]]);
  });

  it('is kept, when it came just before the caller left: it is what the caller gets', async () => {
    for (let turns = 0; turns < 6; turns++) {
      const { clock, ...breakwater } = trial();
      const controller = new AbortController();
      const { released, options } = releasing({ signal: controller.signal });
      const { attempts, operation } = puppet();
      const call = watch(breakwater.run('t', operation, options));
      const [answer] = answers(200);
      attempts[0]?.answer(answer);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      controller.abort('left');
      await clock.settle();
      const got = (call.ended as { value?: unknown }).value === answer;
      expect(released).toEqual(got ? [] : [answer]);
    }
  });
});

describe('a release that fails', () => {
  it.each([
    [
      'at once',
      (): void => {
        throw new Error('locked');
      },
    ],
    ['later', (): void => void 0],
  ])('%s changes nothing', async (_title, release) => {
    const { ended } = await end({}, answers(503, 200), { release });
    expect(ended).toEqual({ value: { status: 200 } });
  });

  it('later is no unhandled rejection: a locked body cannot be cancelled', async () => {
    const rejections: unknown[] = [];
    const onRejection = (error: unknown): void => void rejections.push(error);
    process.on('unhandledRejection', onRejection);
    const release = (() => Promise.reject(new Error('locked'))) as () => void;
    const { ended } = await end({}, answers(503, 200), { release });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onRejection);
    expect([ended, rejections]).toEqual([{ value: { status: 200 } }, []]);
  });
});
