import { Writable } from 'node:stream';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { httpError, script, trial, type Trial, watch } from '../../test/trial.ts';
import type { Policy } from '../policy/policy.ts';
import type { LogLevel } from './log-line.ts';
import { type Logger, loggerSink, type LoggerSinkOptions } from './logger-sink.ts';

interface Line {
  readonly level: LogLevel;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

function memoryLogger(): { readonly logger: Logger; readonly lines: Line[] } {
  const lines: Line[] = [];
  const write = (level: LogLevel) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message });
  return {
    lines,
    logger: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
  };
}

function logged(
  policy: Policy,
  options: LoggerSinkOptions = {},
): { readonly at: Trial; readonly lines: Line[]; stop(): void } {
  const at = trial(policy, { random: () => 0 });
  const { logger, lines } = memoryLogger();
  return { at, lines, stop: loggerSink(at, logger, { clock: at.clock, ...options }) };
}

const levelsAndTypes = (lines: readonly Line[]): string[] =>
  lines.map(({ level, fields }) => `${level} ${String(fields['event'])}`);

describe('a log', () => {
  it('has a line for each retry, for the failure at the end and for what happened to the target', async () => {
    const { at, lines } = logged({
      retry: { max: 2, base: '1s', jitter: 'none' },
      breaker: { threshold: 2 },
      alerts: [],
    });
    void watch(at.run('openai/gpt-5', script(httpError(503))));
    await at.clock.advance(5_000);
    await at.run('openai/gpt-5', () => 'fine');
    expect(levelsAndTypes(lines)).toEqual([
      'debug retry',
      'warn breaker',
      'error failure',
      'debug breaker',
      'info breaker',
      'info recovered',
    ]);
    const [retry, , failure] = lines;
    expect(retry?.message).toBe('Attempt 1 at openai/gpt-5 failed with 503 overloaded; the next follows in 1.0 s');
    expect(failure?.message).toMatch(
      /^Failed: 503 Service Unavailable \(overloaded\) from openai\/gpt-5 after 2 attempts; stopped because/,
    );
    expect(failure?.fields).toMatchObject({
      event: 'failure',
      target: 'openai/gpt-5',
      call: 1,
      code: 503,
      reason: 'overloaded',
      rule: 'http/503',
      attempts: 2,
      stopped: 'attempts-exhausted',
    });
    expect(failure?.fields).not.toHaveProperty('history');
  });

  it('has no line for what goes well', async () => {
    const { at, lines } = logged({});
    for (let call = 0; call < 100; call++) await at.run('t', () => 'fine');
    at.observe('t', { durationMs: 1 });
    expect(lines).toEqual([]);
  });

  it.each([
    ['a request that is wrong in itself', httpError(400), 'warn failure'],
    ['a bad key', httpError(401), 'error failure'],
  ] as const)('tells of %s as %s', async (_what, error, expected) => {
    const { at, lines } = logged({ alerts: [] });
    await at.run('t', script(error)).catch(() => {});
    expect(levelsAndTypes(lines)).toEqual([expected]);
  });

  it('tells what the operator did, of refusals, fallbacks, alerts and callers who left', async () => {
    const { at, lines } = logged({ retry: false, fallback: { '*': ['u'] }, alerts: [{ type: 'credential' }] });
    at.isolate('t');
    await at.run('t', () => 'fine');
    at.reset('t');
    await at.run('t', script(httpError(401), 'fine'));
    await at.run('t', () => 1, { signal: AbortSignal.abort() }).catch(() => {});
    at.observe('t', { kind: 'tool', durationMs: 1, error: httpError(500) });
    expect(levelsAndTypes(lines)).toEqual([
      'warn isolation',
      'warn refused',
      'warn fallback',
      'warn isolation',
      'error alert',
      'error failure',
      'warn fallback',
      'debug cancelled',
      'warn observed',
    ]);
  });

  it('tells of a cooldown and of a credential that has run dry', async () => {
    const { at, lines } = logged({ retry: false, alerts: [] });
    await at.run('t', script(httpError(429, { 'retry-after': '7' }))).catch(() => {});
    expect(lines[0]?.message).toMatch(/^t asked for fewer requests: nothing is sent for 7.0 s, then 1.7 a second$/);
    await at.run('u', script(httpError(429, {}, { code: 'insufficient_quota' }))).catch(() => {});
    expect(lines.find(({ fields }) => fields['event'] === 'credential')).toMatchObject({
      level: 'error',
      message:
        'The credential for u is paused: quota_exhausted. Add credit or raise the limit; a probe goes out in 60.0 s',
    });
  });

  it('takes other levels, and leaves out what it is told to', async () => {
    const { at, lines } = logged(
      { retry: { max: 2, base: 0 } },
      { levels: { retry: 'info', failure: false, alert: 'debug' } },
    );
    void watch(at.run('t', script(httpError(500))));
    await at.clock.advance(100);
    expect(levelsAndTypes(lines)).toEqual(['debug alert', 'info retry']);
  });

  it.each([0, 1.5, Number.NaN, '5'])('refuses %o as the number of lines', (most) => {
    const { logger } = memoryLogger();
    expect(() => loggerSink(trial(), logger, { most: most as number })).toThrow(
      `most: found ${String(most)}; allowed: an integer of 1 or more`,
    );
  });
});

describe('a log in an outage of 800 calls a second', () => {
  it('gets a few lines of each kind in 10 s, and how many more there were', async () => {
    const { at, lines } = logged({ retry: false, breaker: { threshold: 5, whenOpen: 'fail' }, alerts: [] });
    for (let call = 0; call < 24_000; call++) {
      at.run('t', script(httpError(503))).catch(() => {});
      await at.clock.advance(1.25);
    }
    const perWindow = Math.max(...[0, 1, 2].map((window) => linesWithin(lines, at, window * 10_000)));
    expect(perWindow).toBeLessThanOrEqual(5 * 5 + 5);
    const more = lines.filter(({ fields }) => fields['event'] === 'refused' && 'more' in fields);
    expect(more.length).toBeGreaterThanOrEqual(2);
    const told = lines
      .filter(({ fields }) => fields['event'] === 'refused')
      .reduce((sum, { fields }) => sum + Number(fields['more'] ?? 1), 0);
    const { refused } = at.snapshot().targets['t']!.figures;
    // What was held back since the last window ended has not been told yet.
    expect(refused['breaker-open']! - told).toBeGreaterThanOrEqual(0);
    expect(refused['breaker-open']! - told).toBeLessThan(8_100);
    expect(more[0]?.message).toMatch(/^\d+ more of these in 10 s: Refused a call to t: breaker-open/);
  });

  function linesWithin(lines: readonly Line[], at: Trial, fromMs: number): number {
    const start = at.clock.wallNow() - at.clock.now() + fromMs;
    return lines.filter(({ fields }) => Number(fields['at']) >= start && Number(fields['at']) < start + 10_000).length;
  }

  it('gets the count also when the storm is over, by a timer that keeps no process alive', async () => {
    const { at, lines } = logged({ retry: false, breaker: false, alerts: [] });
    for (let call = 0; call < 100; call++) await at.run('t', script(httpError(503))).catch(() => {});
    expect(lines).toHaveLength(5);
    expect(at.clock.pending).toBe(0);
    await at.clock.advance(10_000);
    expect(lines).toHaveLength(6);
    expect(lines[5]?.fields).toMatchObject({ event: 'failure', more: 95 });
  });

  it('gets the count when it is stopped, and nothing more after that', async () => {
    const { at, lines, stop } = logged({ retry: false, breaker: false, alerts: [] });
    for (let call = 0; call < 10; call++) await at.run('t', script(httpError(503))).catch(() => {});
    stop();
    await at.run('t', script(httpError(503))).catch(() => {});
    await at.clock.advance(60_000);
    expect(lines.map(({ fields }) => fields['more'])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      5,
    ]);
  });
});

describe('a logger', () => {
  function pinoLog(level: string): { readonly logger: pino.Logger; readonly lines: Record<string, unknown>[] } {
    const lines: Record<string, unknown>[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        done();
      },
    });
    return { logger: pino({ level }, stream), lines };
  }

  it('can be pino, which is asked for no line that it would not write', async () => {
    const at = trial({ retry: { max: 2, base: 0 }, alerts: [] });
    const { logger, lines } = pinoLog('error');
    loggerSink(at, logger, { clock: at.clock });
    void watch(at.run('t', script(httpError(503))));
    await at.clock.advance(1_000);
    expect(lines).toMatchObject([
      { level: 50, event: 'failure', target: 't', code: 503, msg: expect.stringContaining('Failed: 503') as string },
    ]);
  });

  it('never gets a key, a prompt, an answer or what the upstream said of them', async () => {
    const at = trial({ retry: { max: 2, base: 0 } });
    const { logger, lines } = pinoLog('trace');
    loggerSink(at, logger, { clock: at.clock });
    const error = Object.assign(
      httpError(
        401,
        { authorization: 'Bearer sk-secret' },
        { message: 'Incorrect API key provided: sk-secret, for prompt-secret' },
      ),
      {
        config: { headers: { authorization: 'sk-secret' }, data: 'prompt-secret' },
      },
    );
    for (const outcome of [error, Object.assign(new Error('answer-secret'), { status: 503 })]) {
      void watch(at.run('t', script(outcome)));
      await at.clock.advance(20_000);
    }
    expect(lines.length).toBeGreaterThan(3);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('that throws changes no call, now or later', async () => {
    const at = trial({ retry: false, breaker: false, alerts: [] });
    const bug = (): never => {
      throw new Error('disk full');
    };
    loggerSink(at, { debug: bug, info: bug, warn: bug, error: bug }, { clock: at.clock });
    const error = httpError(503);
    for (let call = 0; call < 10; call++) await expect(at.run('t', script(error))).rejects.toBe(error);
    await at.clock.advance(60_000);
    expect(at.snapshot().listenerErrors).toBe(5);
  });
});
