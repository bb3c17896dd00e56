import { createBreakwater } from '@breakwater/core';
import { type Runnable, RunnableLambda } from '@langchain/core/runnables';
import { describe, expect, it } from 'vitest';
import { caught, FAST } from '../test/set-up.ts';
import { withBreakwater } from './index.ts';

const overloaded = (): Error => Object.assign(new Error('overloaded'), { status: 503 });

/** A chain that fails for the first `failures` calls, or chunks into a stream, and says what it was given. */
function chainOf(failures: number): { readonly chain: RunnableLambda<string, string>; calls(): number } {
  let calls = 0;
  const chain = RunnableLambda.from((input: string) => {
    calls += 1;
    if (calls <= failures) throw overloaded();
    return `${input}!`;
  });
  return { chain, calls: () => calls };
}

describe('a chain under a policy', () => {
  it('is made again as a whole: invoke, and each item of a batch', async () => {
    const { chain, calls } = chainOf(2);
    const governed = withBreakwater(createBreakwater(FAST), chain, { target: 'chain' });
    expect(await governed.invoke('a')).toBe('a!');
    expect(calls()).toBe(3);
    expect(await governed.batch(['b', 'c'])).toEqual(['b!', 'c!']);
    expect(calls()).toBe(5);
  });

  it('streams, and keeps the policy where it is piped, bound and configured', async () => {
    for (const shape of ['stream', 'piped', 'configured'] as const) {
      const { chain, calls } = chainOf(2);
      const governed = withBreakwater(createBreakwater(FAST), chain, { target: 'chain' });
      const shaped =
        shape === 'piped'
          ? governed.pipe((text: string) => text)
          : shape === 'configured'
            ? governed.withConfig({ tags: ['a'] })
            : governed;
      const pieces: unknown[] = [];
      for await (const piece of await shaped.stream('a')) pieces.push(piece);
      expect(pieces).toEqual(['a!']);
      expect(calls()).toBe(3);
    }
  });

  it('never makes a stream again after its first chunk', async () => {
    let calls = 0;
    const chain = RunnableLambda.from(async function* chunks() {
      calls += 1;
      yield await Promise.resolve('first');
      throw overloaded();
    });
    const governed = withBreakwater(createBreakwater(FAST), chain as Runnable<string>, { target: 'chain' });
    const pieces: unknown[] = [];
    const reading = (async () => {
      for await (const piece of await governed.stream('a')) pieces.push(piece);
    })();
    expect(await caught(reading)).toMatchObject({ status: 503 });
    expect(pieces).toEqual(['first']);
    expect(calls).toBe(1);
  });

  it('tells of itself by streamEvents', async () => {
    const governed = withBreakwater(createBreakwater(FAST), chainOf(1).chain, { target: 'chain' });
    const ends: unknown[] = [];
    for await (const { event, data } of governed.streamEvents('a', { version: 'v2' })) {
      if (event === 'on_chain_end') ends.push(data.output);
    }
    expect(ends).toContain('a!');
  });

  it('is not tried again by withRetry when the policy gave it up', async () => {
    const { chain, calls } = chainOf(99);
    const governed = withBreakwater(createBreakwater(FAST), chain, { target: 'chain' });
    await caught(governed.withRetry({ stopAfterAttempt: 5 }).invoke('a'));
    expect(calls()).toBe(3);
  });

  it('goes by its name, or has to be given one', async () => {
    const breakwater = createBreakwater(FAST);
    const { chain } = chainOf(0);
    expect(() => withBreakwater(breakwater, chain)).toThrow(/needs a name or \{ target \}/);
    chain.name = 'answering';
    await withBreakwater(breakwater, chain).invoke('a');
    expect(Object.keys(breakwater.snapshot().targets)).toEqual(['answering']);
  });

  it('is a bug that is not made again when its own code fails', async () => {
    let calls = 0;
    const chain = RunnableLambda.from(() => {
      calls += 1;
      throw new TypeError('undefined is not a function');
    });
    await caught(withBreakwater(createBreakwater(FAST), chain, { target: 'chain' }).invoke('a'));
    expect(calls).toBe(1);
  });
});
