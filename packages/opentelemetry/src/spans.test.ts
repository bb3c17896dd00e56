import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { httpError, ignore, script, watched } from '../test/telemetry.ts';

const parentOf = (span: ReadableSpan | undefined): string | undefined => span?.parentSpanContext?.spanId;
const idOf = (span: ReadableSpan | undefined): string | undefined => span?.spanContext().spanId;
const named = (spans: readonly ReadableSpan[], name: string): readonly ReadableSpan[] =>
  spans.filter((span) => span.name === name);

describe('the spans of a call', () => {
  it('are one for the call, in the span that it was made in, and one for each attempt within it', async () => {
    const { breakwater, clock, tracerProvider, spans } = watched({ retry: { base: '1s', jitter: 'none' } });
    const tracer = tracerProvider.getTracer('a request handler');
    const call = tracer.startActiveSpan('GET /answer', (span) =>
      breakwater.run('openai/gpt-5', script(httpError(503), 'fine')).finally(() => span.end()),
    );
    await clock.advance(5_000);
    await call;
    expect(spans()).toHaveLength(4);
    const [first, second] = named(spans(), 'attempt openai/gpt-5');
    const [whole, handler] = [named(spans(), 'call openai/gpt-5')[0], named(spans(), 'GET /answer')[0]];
    expect([parentOf(first), parentOf(second), parentOf(whole)]).toEqual([idOf(whole), idOf(whole), idOf(handler)]);
    const target = {
      'breakwater.target': 'openai/gpt-5',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
    };
    expect(first?.attributes).toEqual({
      ...target,
      'breakwater.attempt.number': 1,
      'error.type': 'overloaded',
      'breakwater.code': 503,
      'breakwater.rule': 'http/503',
    });
    expect(first?.status).toEqual({ code: SpanStatusCode.ERROR, message: '503 overloaded' });
    expect(second?.attributes).toEqual({ ...target, 'breakwater.attempt.number': 2, 'http.request.resend_count': 1 });
    expect(second?.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(whole?.attributes).toEqual({
      ...target,
      'breakwater.outcome': 'success',
      'breakwater.attempts': 2,
      'breakwater.waited': 0,
    });
    expect(whole?.events).toMatchObject([
      {
        name: 'breakwater.retry',
        attributes: { 'breakwater.attempt.number': 2, 'breakwater.delay': 1, 'error.type': 'overloaded' },
      },
    ]);
  });

  it('have those of an HTTP client as children of the attempt that made them, retries and waits included', async () => {
    const { breakwater, clock, tracerProvider, spans } = watched({ retry: { base: '1s' }, breaker: { threshold: 1 } });
    const tracer = tracerProvider.getTracer('an HTTP client');
    const outcomes = script(httpError(503), 'fine');
    const operation = async (): Promise<unknown> => {
      await Promise.resolve();
      const span = tracer.startSpan('POST');
      return outcomes().finally(() => span.end());
    };
    const calls = Array.from({ length: 2 }, () => breakwater.run('t', operation));
    await clock.advance(30_000);
    await Promise.all(calls);
    const attempts = named(spans(), 'attempt t');
    expect(attempts.length).toBeGreaterThanOrEqual(3);
    expect(named(spans(), 'POST')).toHaveLength(attempts.length);
    expect(new Set(named(spans(), 'POST').map(parentOf))).toEqual(new Set(attempts.map(idOf)));
    const whole = named(spans(), 'call t').map(idOf);
    expect(new Set(attempts.map(parentOf))).toEqual(new Set(whole));
    expect(attempts.some(({ attributes }) => Number(attributes['breakwater.waited']) > 0)).toBe(true);
  });

  it('say why a call failed for good', async () => {
    const { breakwater, clock, spans } = watched();
    await breakwater.run('t', script(httpError(400))).catch(ignore);
    await clock.settle();
    const [whole] = named(spans(), 'call t');
    expect(whole?.status).toEqual({ code: SpanStatusCode.ERROR, message: '400 invalid_request' });
    expect(whole?.attributes).toMatchObject({
      'breakwater.outcome': 'failure',
      'breakwater.stopped': 'not-retryable',
      'breakwater.attempts': 1,
      'error.type': 'invalid_request',
    });
  });

  it('are errors with the code of the refusal where a call was refused', async () => {
    const { breakwater, clock, spans } = watched({ retry: { base: 0 }, breaker: { threshold: 1, whenOpen: 'fail' } });
    for (let call = 0; call < 2; call++) {
      breakwater.run('t', script(httpError(503))).catch(ignore);
      await clock.advance(1);
    }
    const [tried, refused] = named(spans(), 'call t');
    expect(tried?.attributes).toMatchObject({ 'breakwater.outcome': 'failure', 'breakwater.stopped': 'refused' });
    expect(tried?.events.map(({ name }) => name)).toEqual(['breakwater.retry', 'breakwater.refused']);
    expect(refused?.attributes).toMatchObject({ 'breakwater.outcome': 'refused', 'error.type': 'breaker-open' });
    expect(refused?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'refused: breaker-open' });
  });

  it('are no error where the caller left', async () => {
    const { breakwater, clock, spans } = watched();
    const controller = new AbortController();
    breakwater.run('t', () => new Promise(() => {}), { signal: controller.signal }).catch(ignore);
    await clock.advance(10);
    controller.abort();
    await clock.settle();
    expect(spans().map(({ name, status: { code } }) => [name, code])).toEqual([
      ['attempt t', SpanStatusCode.UNSET],
      ['call t', SpanStatusCode.UNSET],
    ]);
    expect(spans()[1]?.attributes).toMatchObject({ 'breakwater.outcome': 'cancelled', 'breakwater.attempts': 1 });
  });

  it('are one for the call also where it falls back, which ends as the last target did', async () => {
    const { breakwater, clock, spans } = watched({
      retry: false,
      targets: { first: { fallback: { '*': ['second'] } } },
    });
    const call = breakwater.run('first', ({ target }) =>
      target === 'first' ? Promise.reject(httpError(500)) : 'fine',
    );
    await clock.settle();
    await call;
    expect(spans().map(({ name }) => name)).toEqual(['attempt first', 'attempt second', 'call first']);
    const whole = spans()[2];
    expect(whole?.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(whole?.attributes['error.type']).toBeUndefined();
    expect(whole?.events).toMatchObject([
      {
        name: 'breakwater.fallback',
        attributes: { 'breakwater.fallback.target': 'second', 'error.type': 'server_error' },
      },
    ]);
  });

  it('end with the verdict on a stream, not when its caller gets it', async () => {
    const { breakwater, clock, spans } = watched();
    let finish: (() => void) | undefined;
    await breakwater.run('t', (attempt) => {
      const watch = attempt.stream({ isWhole: false, events: 0, characters: 0, interrupt: ignore });
      watch.arrived(true);
      finish = () => {
        watch.complete();
        watch.close();
      };
      return 'a stream';
    });
    await clock.advance(5_000);
    expect(spans()).toEqual([]);
    finish?.();
    await clock.settle();
    expect(spans().map(({ name }) => name)).toEqual(['attempt t', 'call t']);
  });

  it('leave the context alone that the caller goes on in', async () => {
    const { breakwater, tracerProvider } = watched();
    await tracerProvider.getTracer('x').startActiveSpan('outer', async (span) => {
      const call = breakwater.run('t', script('fine'));
      expect(trace.getSpan(context.active())).toBe(span);
      await call;
      expect(trace.getSpan(context.active())).toBe(span);
    });
  });

  it('have their attempts within the call without a context manager, too', async () => {
    const { breakwater, clock, spans } = watched();
    context.disable();
    await breakwater.run('t', script('fine'));
    await clock.settle();
    const [attempt, whole] = spans();
    expect([parentOf(attempt), parentOf(whole)]).toEqual([idOf(whole), undefined]);
  });

  it('end when tracing is stopped, and none begins after that', async () => {
    const { breakwater, clock, spans, stop } = watched();
    let answer: ((value: string) => void) | undefined;
    const call = breakwater.run('t', () => new Promise((resolve) => void (answer = resolve)));
    await clock.settle();
    stop();
    expect(spans().map(({ name }) => name)).toEqual(['attempt t', 'call t']);
    answer?.('fine');
    await expect(call).resolves.toBe('fine');
    await breakwater.run('t', script('fine'));
    expect(spans()).toHaveLength(2);
  });

  it('are left out by a tracer that throws, and the call is made all the same', async () => {
    const broken = {
      getTracer: () => ({
        startSpan() {
          throw new Error('bug');
        },
      }),
    };
    const { breakwater } = watched({}, { tracerProvider: broken as never });
    await expect(breakwater.run('t', script('fine'))).resolves.toBe('fine');
    expect(breakwater.snapshot().listenerErrors).toBe(1);
  });

  it('have nothing of keys, prompts or answers in them', async () => {
    const { breakwater, clock, spans } = watched({ retry: false });
    const error = httpError(401, { authorization: 'Bearer secret' }, { message: 'wrong key secret for prompt secret' });
    await breakwater.run('t', script(error)).catch(ignore);
    await breakwater.run('t', script('secret answer'));
    await clock.settle();
    const told = spans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
    expect(told).toHaveLength(4);
    expect(JSON.stringify(told)).not.toContain('secret');
  });
});
