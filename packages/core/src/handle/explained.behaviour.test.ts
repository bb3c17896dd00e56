import { describe, expect, it } from 'vitest';
import { httpError, puppet, record, script, trial, type Trial, watch } from '../../test/trial.ts';

const SHUT = { retry: false, breaker: { threshold: 1, probeAfter: '30s', maxProbeAfter: '30s' } } as const;

/** A target whose breaker has just opened. */
async function shutTrial(policy: Parameters<typeof trial>[0]): Promise<Trial> {
  const at = trial(policy, { random: () => 0 });
  void watch(at.run('t', script(httpError(500))));
  await at.clock.settle();
  return at;
}

function errorOf({ ended }: ReturnType<typeof watch>): unknown {
  return (ended as { readonly error: unknown }).error;
}

describe('how a call ended can be explained', () => {
  it('by the error that its caller got, with the time it took', async () => {
    const at = trial({ retry: { max: 2, base: '1s', jitter: 'none' } });
    await at.clock.advance(7_000);
    const failures = record(at, 'failure');
    const call = watch(at.run('t', script(httpError(500))));
    await at.clock.advance(10_000);
    expect(at.explain(errorOf(call))).toMatchObject({
      target: 't',
      stopped: 'attempts-exhausted',
      elapsedMs: 1_000,
      attempts: [{ number: 1 }, { number: 2 }],
    });
    expect(failures).toMatchObject([{ attempts: 2, durationMs: 1_000 }]);
    expect(at.snapshot().targets['t']?.figures).toMatchObject({ calls: 1, callsFailed: 1, callsCancelled: 0 });
  });

  it('by the headers of that error, which an SDK takes over into one of its own', async () => {
    const at = trial({ retry: false });
    const headers = { 'x-request-id': '1' };
    const call = watch(at.run('t', script(httpError(500, headers))));
    await at.clock.settle();
    const { headers: kept } = errorOf(call) as { readonly headers: object };
    expect(at.explain(Object.assign(new Error('wrapped'), { headers: kept }))).toMatchObject({ target: 't' });
    expect(at.explain(Object.assign(new Error('other'), { headers: { ...kept } })).target).toBeUndefined();
  });

  it('by an error that has no headers where others have them', async () => {
    const at = trial({ retry: false });
    const error = Object.assign(httpError(500), { headers: null });
    const call = watch(at.run('t', script(error)));
    await at.clock.settle();
    expect(errorOf(call)).toBe(error);
    expect(at.explain(error)).toMatchObject({ target: 't', attempts: [{ number: 1 }] });
  });

  it.each([['a text'], [null], [undefined], [7]])(
    'or not, where nothing can be remembered of it: %o',
    async (thrown) => {
      const at = trial({ retry: false });
      const call = watch(at.run('t', () => Promise.reject(thrown as unknown as Error)));
      await at.clock.settle();
      expect(call.ended).toEqual({ error: thrown });
      expect(at.explain(thrown)).toMatchObject({ target: undefined, attempts: [] });
    },
  );

  it('by its refusal after it waited; one that was refused at once is not remembered, as they come in storms', async () => {
    const at = await shutTrial({ ...SHUT, breaker: { ...SHUT.breaker, maxWait: '40s' } });
    await at.clock.advance(1_000);
    const { operation } = puppet();
    void watch(at.run('t', operation, { priority: 1 })); // becomes the probe
    const waited = watch(at.run('t', operation));
    await at.clock.advance(40_000);
    const once = await shutTrial({ ...SHUT, breaker: { ...SHUT.breaker, whenOpen: 'fail' } });
    const refused = watch(once.run('t', operation));
    await once.clock.settle();
    const explained = [at.explain(errorOf(waited)), once.explain(errorOf(refused))];
    expect(explained.map(({ stopped, elapsedMs }) => [stopped, elapsedMs])).toEqual([
      ['refused', 40_000],
      ['refused', undefined],
    ]);
  });

  it('by the reason of its signal when its caller left, with what was tried until then', async () => {
    const at = trial({ retry: { base: '10s', jitter: 'none' } });
    await at.clock.advance(7_000);
    const [cancelled, failed] = [record(at, 'cancelled'), record(at, 'failure')];
    const controller = new AbortController();
    const call = watch(at.run('t', script(httpError(500)), { signal: controller.signal }));
    await at.clock.advance(3_000);
    const reason = new Error('closed the page');
    controller.abort(reason);
    await at.clock.settle();
    expect(errorOf(call)).toBe(reason);
    expect(at.explain(reason)).toMatchObject({ target: 't', stopped: 'cancelled', elapsedMs: 3_000 });
    expect(at.explain(reason).attempts).toHaveLength(1);
    expect(cancelled).toMatchObject([{ target: 't', attempts: 1, durationMs: 3_000 }]);
    expect(failed).toEqual([]);
    expect(at.snapshot().targets['t']?.figures).toMatchObject({ calls: 0, callsFailed: 0, callsCancelled: 1 });
  });

  it('by what was tried everywhere when its caller left at the fallback, where only its own attempts are counted', async () => {
    const at = trial({ retry: { max: 2, base: '10s', jitter: 'none' }, fallback: { '*': ['second'] } });
    const cancelled = record(at, 'cancelled');
    const controller = new AbortController();
    void watch(at.run('first', script(httpError(500)), { signal: controller.signal }));
    await at.clock.advance(15_000);
    const reason = new Error('closed the page');
    controller.abort(reason);
    await at.clock.settle();
    expect(at.explain(reason).attempts.map(({ target, number }) => [target, number])).toEqual([
      ['first', 1],
      ['first', 2],
      ['second', 1],
    ]);
    expect(cancelled).toMatchObject([{ target: 'second', attempts: 1 }]);
  });
});
