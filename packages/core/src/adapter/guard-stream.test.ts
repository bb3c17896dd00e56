import { describe, expect, it } from 'vitest';
import { liveSource, type LiveSource } from '../../test/live-source.ts';
import { record, type Trial, trial, watch, type Watch } from '../../test/trial.ts';
import { classify } from '../classify/classify.ts';
import { detect } from '../detect/detect.ts';
import type { RunOptions } from '../handle/run-options.ts';
import { isStreamInterruptedError, StreamInterruptedError } from '../handle/stream/stream-interrupted-error.ts';
import type { Policy } from '../policy/policy.ts';
import type { ByteSource } from './byte-source.ts';
import { guardStream } from './guard-stream.ts';

const HEAD = 'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n';
const HELLO = 'data: {"choices":[{"delta":{"content":"Hello"}}]}\n\n';
const STOP = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';
const DONE = 'data: [DONE]\n\n';
const OVERLOADED = 'data: {"error":{"message":"Overloaded","code":503}}\n\n';
const KEEP_ALIVE = ': keep-alive\n\n';

interface SetUp extends Trial {
  /** A body for each attempt that was made, in order. */
  readonly sources: LiveSource[];
  /** Makes a call; each attempt is answered with a stream. */
  call(options?: RunOptions<ByteSource>): Promise<Watch<ByteSource>>;
}

function setUp(policy: Policy = {}): SetUp {
  const breakwater = trial({ retry: { base: '1s', jitter: 'none' }, ...policy });
  const sources: LiveSource[] = [];
  return {
    ...breakwater,
    sources,
    async call(options = {}) {
      const calling = breakwater.run(
        't',
        (attempt) => {
          const source = liveSource();
          sources.push(source);
          return guardStream(source, { framing: 'sse' }, attempt);
        },
        { release: (answer) => void (answer as ByteSource).cancel?.(), ...options },
      );
      const watched = watch(calling);
      await breakwater.clock.settle();
      return watched;
    },
  };
}

/** A call whose answer has begun: head and content have come. */
async function begun(test: SetUp, options: RunOptions<ByteSource> = {}): Promise<[ByteSource, LiveSource]> {
  const call = await test.call(options);
  const source = test.sources.at(-1)!;
  source.send(HEAD, HELLO);
  await test.clock.settle();
  const answer = valueOf(call);
  expect(await text(answer)).toBe(HEAD);
  expect(await text(answer)).toBe(HELLO);
  return [answer, source];
}

function valueOf<Value>({ ended }: Watch<Value>): Value {
  if (ended === undefined || !('value' in ended)) throw new Error('it has not ended well');
  return ended.value;
}

function errorOf({ ended }: Watch<unknown>): unknown {
  return ended !== undefined && 'error' in ended ? ended.error : undefined;
}

async function text(answer: ByteSource): Promise<string | undefined> {
  const { done, value } = await answer.read();
  return done === true ? undefined : new TextDecoder().decode(value);
}

const figures = ({ snapshot }: Trial) => snapshot().targets['t']!.figures;

describe('before the first content', () => {
  it('nothing is handed on; then all of it, as it came', async () => {
    const test = setUp();
    const call = await test.call();
    const [source] = test.sources;
    source!.send(KEEP_ALIVE, HEAD);
    await test.clock.settle();
    expect(call.ended).toBeUndefined();
    source!.send(HELLO, DONE);
    source!.end();
    await test.clock.settle();
    const answer = valueOf(call);
    expect([await text(answer), await text(answer), await text(answer)]).toEqual([KEEP_ALIVE, HEAD, HELLO]);
    expect([await text(answer), await text(answer), await text(answer)]).toEqual([DONE, undefined, undefined]);
    expect(figures(test)).toMatchObject({ calls: 1, callsFailed: 0, attempts: 1 });
    expect(test.clock.pending).toBe(0);
  });

  it.each<[string, (source: LiveSource) => void]>([
    ['an error event', (source) => source.send(HEAD, OVERLOADED)],
    ['an end', (source) => source.send(HEAD).end()],
    ['an end before anything came', (source) => source.end()],
    ['an event that is no JSON', (source) => source.send(HEAD, 'data: {"choices":[\n\n')],
    ['a connection that breaks', (source) => source.break(new TypeError('terminated'))],
  ])('%s is followed by another attempt', async (_name, fail) => {
    const test = setUp();
    const retries = record(test, 'retry');
    const call = await test.call();
    fail(test.sources[0]!);
    await test.clock.advance(1_000);
    expect(retries).toHaveLength(1);
    test.sources[1]!.send(HELLO, DONE);
    test.sources[1]!.end();
    await test.clock.settle();
    const answer = valueOf(call);
    expect(await text(answer)).toBe(HELLO);
    expect(await drain(answer)).toBeUndefined();
    expect(figures(test)).toMatchObject({ attempts: 2, attemptsFailed: 1, retries: 1 });
  });

  it('the last failure is what the caller gets: what came, and then the error', async () => {
    const test = setUp({ retry: { max: 1 } });
    const call = await test.call();
    test.sources[0]!.send(HEAD, OVERLOADED);
    await test.clock.settle();
    const answer = valueOf(call);
    expect([await text(answer), await text(answer)]).toEqual([HEAD, OVERLOADED]);
    const error = await answer.read().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'StreamInterruptedError',
      delivered: { events: 2, characters: 0 },
      status: 503,
    });
    expect(test.explain(answer)).toMatchObject({ stopped: 'attempts-exhausted', classification: { code: 503 } });
    expect(figures(test)).toMatchObject({ calls: 1, callsFailed: 1 });
    expect(test.clock.pending).toBe(0);
  });

  it('the error of a connection reaches the caller as it is, when no attempt is left', async () => {
    const test = setUp({ retry: { max: 1 } });
    const broken = new TypeError('terminated');
    const call = await test.call();
    test.sources[0]!.break(broken);
    await test.clock.settle();
    expect(errorOf(call)).toBe(broken);
  });

  it('silence is cut off at timeout.firstContent, keep-alives or not', async () => {
    const test = setUp({ retry: { max: 1 }, timeout: { firstContent: '5s' } });
    const call = await test.call();
    await test.clock.advance(4_000);
    test.sources[0]!.send(HEAD, KEEP_ALIVE);
    await test.clock.advance(999);
    expect(call.ended).toBeUndefined();
    await test.clock.advance(1);
    expect(errorOf(call)).toMatchObject({ code: 'attempt-timeout' });
    expect(test.sources[0]!.cancelled).toBeDefined();
    expect(test.clock.pending).toBe(0);
  });

  it('a stream that is known to be asked for is due from the start, before any head', async () => {
    const { clock, ...breakwater } = trial({ retry: false, timeout: { firstContent: '5s' } });
    const call = watch(breakwater.run('t', () => new Promise(() => undefined), { streaming: true }));
    await clock.advance(5_000);
    expect(errorOf(call)).toMatchObject({ code: 'attempt-timeout' });
  });

  it('a caller who leaves ends it with the reason, and nothing follows', async () => {
    const test = setUp();
    const leaving = new AbortController();
    const call = await test.call({ signal: leaving.signal });
    test.sources[0]!.send(HEAD);
    await test.clock.settle();
    leaving.abort('enough');
    await test.clock.advance(10_000);
    expect(errorOf(call)).toBe('enough');
    expect(test.sources).toHaveLength(1);
    expect(test.sources[0]!.cancelled).toBeDefined();
    expect(figures(test)).toMatchObject({ calls: 0, callsCancelled: 1, attempts: 0 });
  });

  it('more than a head can be is handed on', async () => {
    const test = setUp();
    const call = await test.call();
    test.sources[0]!.send(HEAD, `: ${'x'.repeat(1_100_000)}\n\n`);
    await test.clock.settle();
    expect(await text(valueOf(call))).toBe(HEAD);
  });
});

describe('once content flows', () => {
  it('the upstream is read when the reader asks, and not before', async () => {
    const test = setUp();
    const [answer, source] = await begun(test);
    source.send(HELLO, HELLO);
    await test.clock.settle();
    expect(source.reads).toBe(2);
    await text(answer);
    await test.clock.settle();
    expect(source.reads).toBe(3);
  });

  it('the limit of the attempt no longer holds, the deadline does', async () => {
    const test = setUp({ timeout: { attempt: '10s', total: '25s', idle: '10s', firstContent: '10s' } });
    const [answer, source] = await begun(test);
    for (let passed = 0; passed < 20; passed += 5) {
      const reading = text(answer);
      await test.clock.advance(5_000);
      source.send(HELLO);
      expect(await reading).toBe(HELLO);
    }
    const reading = watch(answer.read());
    await test.clock.advance(5_000);
    expect(errorOf(reading)).toMatchObject({
      name: 'StreamInterruptedError',
      status: 504,
      lastError: { code: 'deadline-exceeded' },
    });
    expect(source.cancelled).toBeDefined();
    // It was our limit: the target has done nothing wrong.
    expect(test.snapshot().targets['t']!.breaker).toMatchObject({ state: 'closed', failuresInARow: 0 });
    expect(test.clock.pending).toBe(0);
  });

  it.each<[string, string, (source: LiveSource) => void]>([
    ['an error event', 'overloaded', (source) => source.send(OVERLOADED)],
    ['an end before the last word', 'stream_interrupted', (source) => source.end()],
    ['a broken connection', 'stream_interrupted', (source) => source.break(new TypeError('terminated'))],
    ['an event that is no JSON', 'invalid_response', (source) => source.send('data: {"choices":[\n\n')],
  ])('%s ends it with a StreamInterruptedError, and nothing is sent again', async (_name, reason, fail) => {
    const test = setUp({ breaker: { threshold: 1, minimumCalls: 1 } });
    const failures = record(test, 'failure');
    const [answer, source] = await begun(test);
    expect(figures(test).attempts).toBe(0);
    fail(source);
    const error = await drain(answer);
    expect(isStreamInterruptedError(error)).toBe(true);
    expect(error).toMatchObject({
      retryable: true,
      target: 't',
      classification: { reason },
      delivered: { characters: 5 },
    });
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toMatch(/timed? ?out|abort/i);
    await test.clock.advance(60_000);
    expect(test.sources).toHaveLength(1);
    expect(failures).toMatchObject([{ stopped: 'content-delivered', attempts: 1, classification: { reason } }]);
    expect(test.explain(error)).toMatchObject({ stopped: 'content-delivered', classification: { reason } });
    expect(test.explain(error).attempts).toHaveLength(1);
    expect(classify(detect(new Error('Connection error.', { cause: error })))).toMatchObject({ reason });
    expect(figures(test)).toMatchObject({ calls: 1, callsFailed: 1, attempts: 1, attemptsFailed: 1 });
    expect(test.clock.pending).toBe(0);
  });

  it('its failure counts for the breaker when it ends, not when it began', async () => {
    const test = setUp({ retry: false, breaker: { threshold: 2 } });
    const state = (): string => test.snapshot().targets['t']!.breaker.state;
    const streams = [await begun(test), await begun(test)];
    await test.clock.advance(1_000);
    for (const [answer, source] of streams) {
      expect(state()).toBe('closed');
      source.end();
      await drain(answer);
    }
    expect(state()).toBe('open');
  });

  it('keeps its place until its end', async () => {
    const test = setUp({ concurrency: { max: 1 } });
    const [answer, source] = await begun(test);
    const second = await test.call();
    expect(test.sources).toHaveLength(1);
    source.send(DONE);
    expect(await text(answer)).toBe(DONE);
    await test.clock.settle();
    expect(test.sources).toHaveLength(2);
    expect(second.ended).toBeUndefined();
  });

  it('silence and keep-alives are cut off at timeout.idle; content puts it off', async () => {
    const test = setUp({ timeout: { idle: '5s' } });
    const [answer, source] = await begun(test);
    let reading = watch(answer.read());
    await test.clock.advance(4_000);
    source.send(HELLO);
    await test.clock.settle();
    expect(reading.ended).toBeDefined();
    for (let second = 0; second < 5; second++) {
      reading = watch(answer.read());
      await test.clock.advance(second === 4 ? 999 : 1_000);
      source.send(KEEP_ALIVE);
      await test.clock.settle();
      expect(reading.ended).toMatchObject({ value: { done: false } });
    }
    reading = watch(answer.read());
    await test.clock.advance(1);
    expect(errorOf(reading)).toMatchObject({
      name: 'StreamInterruptedError',
      classification: { code: 504 },
      retryable: true,
    });
    expect(source.cancelled).toBeDefined();
    expect(test.clock.pending).toBe(0);
  });

  it('counts the time to its first content as the time that its attempt took', async () => {
    const test = setUp();
    const successes = record(test, 'success');
    const call = await test.call();
    await test.clock.advance(100);
    test.sources[0]!.send(HELLO);
    await test.clock.settle();
    const answer = valueOf(call);
    await test.clock.advance(5_000);
    test.sources[0]!.send(DONE);
    test.sources[0]!.end();
    expect(await drain(answer)).toBeUndefined();
    expect(figures(test).latencyMs!.p50).toBeLessThan(120);
    expect(successes).toMatchObject([{ durationMs: 5_100 }]);
  });
});

describe('a reader that wants no more', () => {
  it('cancels the upstream, and is neither a failure nor a success', async () => {
    const test = setUp();
    const cancelled = record(test, 'cancelled');
    const [answer, source] = await begun(test);
    await answer.cancel('enough');
    expect(source.cancelled).toEqual({ reason: 'enough' });
    expect(figures(test)).toMatchObject({ calls: 0, callsFailed: 0, attempts: 0, callsCancelled: 1 });
    expect(cancelled).toHaveLength(1);
    expect(test.clock.pending).toBe(0);
  });

  it.each([
    ['the last word', DONE],
    ['the reason for the end', STOP],
  ])('has all of it once %s has passed: a success', async (_name, event) => {
    const test = setUp();
    const [answer, source] = await begun(test);
    source.send(event);
    await text(answer);
    await answer.cancel();
    expect(figures(test)).toMatchObject({ calls: 1, callsFailed: 0, attempts: 1, attemptsFailed: 0 });
    expect(test.clock.pending).toBe(0);
  });

  it('that never read at all gives its place back after timeout.idle, and may still read', async () => {
    const test = setUp({ concurrency: { max: 1 }, timeout: { idle: '5s' } });
    const [answer, source] = await begun(test);
    const second = await test.call();
    await test.clock.advance(4_999);
    expect(test.sources).toHaveLength(1);
    await test.clock.advance(1);
    expect(test.sources).toHaveLength(2);
    test.sources[1]!.send(HELLO, DONE);
    await test.clock.settle();
    expect(second.ended).toBeDefined();
    source.send(HELLO);
    expect(await text(answer)).toBe(HELLO);
    source.end();
    expect(await drain(answer)).toBeInstanceOf(StreamInterruptedError);
    // It was booked as given up, once.
    expect(figures(test)).toMatchObject({ callsCancelled: 1, callsFailed: 0 });
  });

  it('that never comes back is ended at the deadline, and holds no process after it', async () => {
    const test = setUp({ timeout: { idle: '5s', total: '20s' } });
    const [, source] = await begun(test);
    await test.clock.advance(19_999);
    expect(source.cancelled).toBeUndefined();
    await test.clock.advance(1);
    expect(source.cancelled).toBeDefined();
    expect(test.clock.pending).toBe(0);
  });
});

describe('a caller who leaves in the midst of it', () => {
  it('ends it with the reason, as fetch does, and is no failure', async () => {
    const test = setUp();
    const leaving = new AbortController();
    const [answer, source] = await begun(test, { signal: leaving.signal });
    const reading = watch(answer.read());
    leaving.abort('enough');
    await test.clock.settle();
    expect(errorOf(reading)).toBe('enough');
    expect(source.cancelled).toEqual({ reason: 'enough' });
    await expect(answer.read()).rejects.toBe('enough');
    expect(figures(test)).toMatchObject({ calls: 0, callsCancelled: 1, attemptsFailed: 0 });
    expect(test.clock.pending).toBe(0);
  });

  it('takes nothing from an answer that is whole', async () => {
    const test = setUp();
    const leaving = new AbortController();
    const [answer, source] = await begun(test, { signal: leaving.signal });
    source.send(DONE);
    await text(answer);
    leaving.abort('enough');
    expect(await text(answer)).toBeUndefined();
    expect(figures(test)).toMatchObject({ calls: 1, callsFailed: 0, callsCancelled: 0 });
  });
});

describe('an upstream that goes on after the last word', () => {
  it('is waited for no longer than timeout.idle, and then it ends well', async () => {
    const test = setUp({ timeout: { idle: '5s' } });
    const [answer, source] = await begun(test);
    source.send(DONE);
    await text(answer);
    const reading = watch(answer.read());
    await test.clock.advance(5_000);
    expect(reading.ended).toMatchObject({ value: { done: true } });
    expect(source.cancelled).toBeDefined();
    expect(figures(test)).toMatchObject({ calls: 1, callsFailed: 0 });
    expect(test.clock.pending).toBe(0);
  });

  it('ends well where the connection breaks then', async () => {
    const test = setUp();
    const [answer, source] = await begun(test);
    source.send(DONE);
    source.break(new TypeError('terminated'));
    expect(await drain(answer)).toBeUndefined();
  });

  it('does not end well where the connection breaks before it', async () => {
    const test = setUp();
    const [answer, source] = await begun(test);
    source.send(STOP);
    source.break(new TypeError('terminated'));
    expect(await drain(answer)).toBeInstanceOf(StreamInterruptedError);
  });
});

describe('a probe that is answered with a stream', () => {
  it('closes the breaker at its end, and lets nobody else go before', async () => {
    const test = setUp({ retry: false, breaker: { threshold: 1, whenOpen: 'fail', probeAfter: '1s' } });
    const [broken, first] = await begun(test);
    first.end();
    await drain(broken);
    await test.clock.advance(2_000);
    const [answer, source] = await begun(test);
    expect(errorOf(await test.call())).toMatchObject({ code: 'breaker-open' });
    source.send(DONE);
    await text(answer);
    expect(test.snapshot().targets['t']!.breaker.state).toBe('closed');
  });

  it('that was sent before the breaker opened moves nothing', async () => {
    const test = setUp({ retry: false, breaker: { threshold: 1 } });
    const [early, source] = await begun(test);
    const [broken, first] = await begun(test);
    first.end();
    await drain(broken);
    source.send(DONE);
    await text(early);
    expect(test.snapshot().targets['t']!.breaker.state).toBe('open');
  });
});

describe("a caller's signal", () => {
  it('has no listener left when the stream is over, however it ended', async () => {
    const test = setUp();
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...added: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(signal, added);
    };
    signal.removeEventListener = (...taken: Parameters<typeof removeEventListener>) => {
      listeners--;
      removeEventListener.apply(signal, taken);
    };
    const endings: ((answer: ByteSource, source: LiveSource) => unknown)[] = [
      (answer) => answer.cancel(),
      (_answer, source) => source.end(),
      (_answer, source) => source.send(DONE).end(),
      (_answer, source) => source.break(new Error('reset')),
    ];
    for (const end of endings) {
      const [answer, source] = await begun(test, { signal });
      expect(listeners).toBe(1);
      end(answer, source);
      await drain(answer);
      expect(listeners).toBe(0);
    }
  });
});

/** Reads to the end. @returns what it was rejected with; undefined for a good end. */
async function drain(answer: ByteSource): Promise<unknown> {
  try {
    while ((await answer.read()).done !== true);
    return undefined;
  } catch (error) {
    return error;
  }
}
