import { metrics, trace } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpError, ignore, measured, script, trial } from '../test/telemetry.ts';

const OPENAI = 'gen_ai_provider_name="openai",gen_ai_request_model="gpt-5",breakwater_target="openai/gpt-5"';

describe('what Prometheus reads', () => {
  it('are calls, attempts and retries, with the codes and reasons of what failed', async () => {
    const { breakwater, clock, scrape } = await measured({ retry: { base: '1s', jitter: 'none' }, breaker: false });
    await breakwater.run('openai/gpt-5', script('fine'));
    const call = breakwater.run('openai/gpt-5', script(httpError(503), httpError(503), 'fine'));
    await clock.advance(3_000);
    await call;
    breakwater.run('openai/gpt-5', script(httpError(400))).catch(ignore);
    await clock.settle();
    const samples = await scrape();
    const failed = `${OPENAI},error_type="overloaded",breakwater_code="503"`;
    expect(samples.get(`breakwater_call_duration_count{${OPENAI},breakwater_outcome="success"}`)).toBe(2);
    expect(samples.get(`breakwater_call_duration_sum{${OPENAI},breakwater_outcome="success"}`)).toBe(3);
    expect(
      samples.get(
        `breakwater_call_duration_count{${OPENAI},breakwater_outcome="failure",error_type="invalid_request",breakwater_code="400"}`,
      ),
    ).toBe(1);
    expect(samples.get(`breakwater_attempt_duration_count{${OPENAI}}`)).toBe(2);
    expect(samples.get(`breakwater_attempt_duration_count{${failed}}`)).toBe(2);
    expect(samples.get(`breakwater_retries_total{${failed}}`)).toBe(2);
  });

  it('are the state of the breaker, who waits, what is in flight, the budget and the alerts, as they are now', async () => {
    const { breakwater, clock, scrape } = await measured({
      retry: false,
      breaker: { threshold: 1 },
      concurrency: { max: 7 },
      alerts: [{ type: 'breaker-open', for: 0 }],
    });
    const state = (name: string): string => `breakwater_breaker_state{${OPENAI},breakwater_state="${name}"}`;
    await breakwater.run('openai/gpt-5', script('fine'));
    expect([(await scrape()).get(state('closed')), (await scrape()).get(state('open'))]).toEqual([1, 0]);
    await breakwater.run('openai/gpt-5', script(httpError(503))).catch(ignore);
    let answer: ((value: string) => void) | undefined;
    const waiting = breakwater.run('openai/gpt-5', () => new Promise((resolve) => void (answer = resolve)));
    const down = await scrape();
    expect([down.get(state('closed')), down.get(state('open'))]).toEqual([0, 1]);
    expect(down.get(`breakwater_calls_waiting{${OPENAI}}`)).toBe(1);
    expect(down.get(`breakwater_attempts_limit{${OPENAI}}`)).toBe(7);
    expect(down.get(`breakwater_alerts_active{${OPENAI},breakwater_alert="breaker-open"}`)).toBe(1);
    expect(down.get(`breakwater_alerts_total{${OPENAI},breakwater_alert="breaker-open"}`)).toBe(1);
    await clock.advance(1_000);
    const probing = await scrape();
    expect([probing.get(state('half_open')), probing.get(`breakwater_attempts_active{${OPENAI}}`)]).toEqual([1, 1]);
    answer?.('fine');
    await waiting;
    breakwater.isolate('openai/gpt-5');
    const isolated = await scrape();
    expect([isolated.get(state('isolated')), isolated.get(state('closed'))]).toEqual([1, 0]);
    expect(isolated.get(`breakwater_wait_duration_sum{${OPENAI}}`)).toBe(1);
  });

  it('are the budget and a cooldown, while there are such', async () => {
    const { breakwater, clock, scrape } = await measured({
      retry: { max: 2, base: 0, budget: { capacity: 50, cost: 5 } },
    });
    breakwater.run('openai/gpt-5', script(httpError(500), httpError(429, { 'retry-after': '8' }))).catch(ignore);
    await clock.advance(1);
    const samples = await scrape();
    expect(samples.get(`breakwater_retry_budget{${OPENAI}}`)).toBe(45);
    expect(samples.get(`breakwater_cooldown_remaining{${OPENAI}}`)).toBeCloseTo(8, 1);
    expect(samples.get(`breakwater_cooldowns_total{${OPENAI}}`)).toBe(1);
  });

  it('are refusals, departures and fallbacks', async () => {
    const { breakwater, scrape } = await measured({ targets: { first: { fallback: { '*': ['second'] } } } });
    breakwater.isolate('first');
    breakwater.isolate('third');
    await breakwater.run('first', script('fine'));
    await breakwater.run('third', script('fine')).catch(ignore);
    await breakwater.run('second', script('fine'), { signal: AbortSignal.abort() }).catch(ignore);
    const samples = await scrape();
    const calls = (of: string): number | undefined => samples.get(`breakwater_call_duration_count{${of}}`);
    expect(calls('breakwater_target="third",breakwater_outcome="refused",error_type="isolated"')).toBe(1);
    expect(calls('breakwater_target="second",breakwater_outcome="success"')).toBe(1);
    expect(calls('breakwater_target="second",breakwater_outcome="cancelled"')).toBe(1);
    expect(
      samples.get(
        'breakwater_fallbacks_total{breakwater_target="first",breakwater_fallback_target="second",error_type="refused",breakwater_code="503"}',
      ),
    ).toBe(1);
  });

  it('are operations and tokens by the conventions for generative AI, where they are reported', async () => {
    const { breakwater, scrape } = await measured();
    breakwater.observe('openai/gpt-5', { kind: 'llm', durationMs: 2_000, usage: { input: 900, output: 100 } });
    breakwater.observe('openai/gpt-5', { kind: 'tool', durationMs: 10, error: httpError(500) });
    breakwater.observe('openai/gpt-5', { kind: 'something else', durationMs: 10 });
    const samples = await scrape();
    const of = (operation: string): string => `${OPENAI},gen_ai_operation_name="${operation}"`;
    expect(samples.get(`gen_ai_client_operation_duration_sum{${of('chat')}}`)).toBe(2);
    expect(samples.get(`gen_ai_client_token_usage_sum{${of('chat')},gen_ai_token_type="input"}`)).toBe(900);
    expect(samples.get(`gen_ai_client_token_usage_sum{${of('chat')},gen_ai_token_type="output"}`)).toBe(100);
    expect(
      samples.get(
        `gen_ai_client_operation_duration_count{${of('execute_tool')},error_type="server_error",breakwater_code="500"}`,
      ),
    ).toBe(1);
    expect([...samples.keys()].filter((name) => name.includes('something'))).toEqual([]);
  });

  it('are operations of the conventions also where calls are made under the policy: one for each attempt', async () => {
    const { breakwater, scrape } = await measured({ retry: { base: 0, jitter: 'none' } });
    await breakwater.run('openai/gpt-5', script(httpError(503), 'fine'));
    breakwater.observe('openai/gpt-5', { kind: 'llm', usage: { input: 900, output: 100 } });
    await breakwater.run('openai/gpt-image-1', script('a picture'));
    await breakwater.run('search/products', script('found'));
    const samples = await scrape();
    const chat = `${OPENAI},gen_ai_operation_name="chat"`;
    const count = 'gen_ai_client_operation_duration_count';
    expect(samples.get(`${count}{${chat}}`)).toBe(1);
    expect(samples.get(`${count}{${chat},error_type="overloaded",breakwater_code="503"}`)).toBe(1);
    expect(samples.get(`gen_ai_client_token_usage_sum{${chat},gen_ai_token_type="output"}`)).toBe(100);
    expect([...samples.keys()].filter((name) => name.startsWith(count))).toHaveLength(2);
  });

  it('leave operations to the instrumentation of an SDK, or take them for what somebody says they are', async () => {
    const off = await measured({}, { operation: false });
    await off.breakwater.run('openai/gpt-5', script('fine'));
    expect([...(await off.scrape()).keys()].filter((name) => name.startsWith('gen_ai'))).toEqual([]);
    const said = await measured({}, { operation: () => 'text_completion' });
    await said.breakwater.run('openai/gpt-5', script('fine'));
    expect([...(await said.scrape()).keys()].join('\n')).toContain('gen_ai_operation_name="text_completion"');
  });

  it('is bounded: targets beyond the limit are one, and add up', async () => {
    const { breakwater, clock, scrape } = await measured(
      { breaker: { threshold: 1 }, retry: false, alerts: [] },
      { mostTargets: 2 },
    );
    for (let target = 0; target < 500; target++) {
      await breakwater.run(`model-${target}`, script(target < 100 ? httpError(503) : 'fine')).catch(ignore);
    }
    const samples = await scrape();
    const targets = new Set([...samples.keys()].map((name) => /breakwater_target="([^"]*)"/.exec(name)?.[1]));
    expect(targets).toEqual(new Set(['model-0', 'model-1', 'other']));
    expect(samples.get('breakwater_call_duration_count{breakwater_target="other",breakwater_outcome="success"}')).toBe(
      400,
    );
    expect(samples.get('breakwater_breaker_state{breakwater_target="other",breakwater_state="open"}')).toBe(98);
    expect(samples.get('breakwater_breaker_state{breakwater_target="other",breakwater_state="closed"}')).toBe(400);
    expect(clock.pending).toBe(0);
  });

  it('has attributes of a target that somebody else knows better', async () => {
    const { breakwater, scrape } = await measured({}, { attributes: () => ({ team: 'search' }) });
    await breakwater.run('openai/gpt-5', script('fine'));
    expect([...(await scrape()).keys()]).toContain(
      'breakwater_call_duration_count{team="search",breakwater_target="openai/gpt-5",breakwater_outcome="success"}',
    );
  });

  it('ends when it is stopped', async () => {
    const { breakwater, scrape, stop } = await measured();
    await breakwater.run('t', script('fine'));
    stop();
    await breakwater.run('t', script('fine'));
    const samples = await scrape();
    expect(samples.get('breakwater_call_duration_count{breakwater_target="t",breakwater_outcome="success"}')).toBe(1);
    expect([...samples.keys()].filter((name) => name.startsWith('breakwater_breaker_state'))).toEqual([]);
  });

  it('has nothing of keys, prompts or answers in it', async () => {
    const { breakwater, scrape } = await measured({ retry: false });
    const error = httpError(401, { authorization: 'Bearer secret' }, { message: 'wrong key secret for prompt secret' });
    await breakwater.run('t', script(error)).catch(ignore);
    await breakwater.run('t', script('secret answer'));
    expect([...(await scrape()).keys()].join('\n')).not.toContain('secret');
  });
});

describe('the providers', () => {
  it('are the global ones unless others are given', () => {
    const asked: string[] = [];
    const [meters, tracers] = [new MeterProvider(), new TracerProvider()];
    metrics.setGlobalMeterProvider({
      getMeter(name) {
        asked.push(`meter ${name}`);
        return meters.getMeter(name);
      },
    });
    trace.setGlobalTracerProvider({
      getTracer(name) {
        asked.push(`tracer ${name}`);
        return tracers.getTracer(name);
      },
    });
    onTestFinished(() => {
      metrics.disable();
      trace.disable();
    });
    trial({}, {}).stop();
    expect(asked).toEqual(['meter @breakwater/opentelemetry', 'tracer @breakwater/opentelemetry']);
    trial({}, { meterProvider: false, tracerProvider: false }).stop();
    expect(asked).toHaveLength(2);
  });

  it.each([0, 1.5, Number.NaN])('are asked for nothing with %o as the number of targets', (mostTargets) => {
    expect(() => trial({}, { mostTargets })).toThrow(
      `mostTargets: found ${String(mostTargets)}; allowed: an integer of 1 or more`,
    );
  });
});
