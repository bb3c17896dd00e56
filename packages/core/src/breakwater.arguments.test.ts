import { describe, expect, it } from 'vitest';
import { httpError, trial } from '../test/trial.ts';
import { createBreakwater } from './breakwater.ts';
import type { RunOptions } from './handle/run-options.ts';

describe('the arguments of run', () => {
  const good = (): string => 'fine';

  it.each([
    ['target', undefined, good, {}, TypeError],
    ['target', '', good, {}, TypeError],
    ['target', 7, good, {}, TypeError],
    ['operation', 't', undefined, {}, TypeError],
    ['operation', 't', 'fetch', {}, TypeError],
    ['options', 't', good, null, TypeError],
    ['options', 't', good, '20s', TypeError],
    ['deadline', 't', good, { deadline: 'soon' }, TypeError],
    ['deadline', 't', good, { deadline: -1 }, RangeError],
    ['deadline', 't', good, { deadline: NaN }, RangeError],
    ['priority', 't', good, { priority: NaN }, RangeError],
    ['priority', 't', good, { priority: 'high' }, TypeError],
    ['signal', 't', good, { signal: {} }, TypeError],
    ['signal', 't', good, { signal: new AbortController() }, TypeError],
    ['credential', 't', good, { credential: 7 }, TypeError],
    ['credential', 't', good, { credential: 'k'.repeat(65) }, RangeError],
    ['credential', 't', good, { credential: 'Bearer abc' }, RangeError],
    ['inspect', 't', good, { inspect: true }, TypeError],
    ['headersOf', 't', good, { headersOf: {} }, TypeError],
    ['release', 't', good, { release: 'yes' }, TypeError],
  ])(
    'are checked: a bad %s (%o, %o, %o) is a rejection that names it',
    async (name, target, operation, options, type) => {
      const { run } = trial();
      let thrown: unknown;
      const call = ((): Promise<unknown> => {
        try {
          return run(target as string, operation as never, options as RunOptions);
        } catch (error) {
          thrown = error;
          return Promise.resolve();
        }
      })();
      const ended = await call.then(
        () => undefined,
        (error: unknown) => error,
      );
      expect([thrown, ended instanceof type, (ended as Error | undefined)?.message]).toEqual([
        undefined,
        true,
        expect.stringContaining(`${name}: found `),
      ]);
    },
  );

  it.each([
    [null, 'options: found null; allowed: an object'],
    [{ signal: null }, 'signal: found null; allowed: an AbortSignal'],
    [{ signal: 'now' }, 'signal: found string; allowed: an AbortSignal'],
    [{ priority: 'high' }, 'priority: found string; allowed: a number'],
    [{ priority: NaN }, 'priority: found NaN; allowed: a number'],
    [{ credential: 7 }, 'credential: found 7; allowed: a text of up to 64 characters'],
    [{ release: {} }, 'release: found object; allowed: a function'],
  ])('say of %o what was found and what is allowed', async (options, message) => {
    await expect(trial().run('t', good, options as RunOptions)).rejects.toThrow(message);
  });

  it('take a name of 64 characters for a credential', async () => {
    await expect(trial().run('t', good, { credential: 'k'.repeat(64) })).resolves.toBe('fine');
  });

  it('may be left out, and may be undefined', async () => {
    const { run } = trial();
    const options = { signal: undefined, deadline: undefined, priority: undefined, inspect: undefined };
    await expect(run('t', good)).resolves.toBe('fine');
    await expect(run('t', good, undefined)).resolves.toBe('fine');
    await expect(run('t', good, options)).resolves.toBe('fine');
  });
});

describe('the options of createBreakwater', () => {
  it.each([0, -1, 1.5, NaN, '10' as never])('are checked: maxTargets of %o', (maxTargets) => {
    expect(() => createBreakwater({}, { maxTargets })).toThrow(
      /^maxTargets: found .*; allowed: an integer of 1 or more$/,
    );
  });

  it('may be left out, with the policy', async () => {
    await expect(createBreakwater().run('t', () => 1)).resolves.toBe(1);
  });

  it('are not shared by two breakwaters of one policy object, and the object stays as it is', async () => {
    const policy = Object.freeze({ retry: Object.freeze({ max: 1 }), breaker: Object.freeze({ threshold: 1 }) });
    const [first, second] = [trial(policy), trial(policy)];
    await first.run('t', () => Promise.reject(httpError(500))).catch(() => {});
    expect([first, second].map(({ snapshot }) => snapshot().targets['t']?.breaker.state)).toEqual(['open', undefined]);
    await expect(second.run('t', () => 'fine')).resolves.toBe('fine');
    expect(policy).toEqual({ retry: { max: 1 }, breaker: { threshold: 1 } });
  });
});
