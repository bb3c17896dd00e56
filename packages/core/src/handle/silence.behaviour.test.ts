import { describe, expect, it } from 'vitest';
import { puppetStream } from '../../test/opened-stream.ts';
import { puppet, type Trial, trial, watch } from '../../test/trial.ts';

/** Twenty answers of 50 ms: what the target is like. */
async function serve(at: Trial): Promise<void> {
  for (let call = 0; call < 20; call++) {
    const { attempts, operation } = puppet();
    void watch(at.run('t', operation));
    await at.clock.advance(50);
    attempts[0]?.answer('fine');
    await at.clock.settle();
  }
}

function hang(at: Trial, calls: number, options: object): void {
  for (let call = 0; call < calls; call++) void watch(at.run('t', puppet().operation, options));
}

describe('an attempt that is cut at the deadline', () => {
  it('is a failure of the target when it had all of its own limit', async () => {
    // The limit of an attempt is the whole of the time here.
    const { clock, ...breakwater } = trial({ timeout: { total: '5s' }, retry: false });
    for (let call = 0; call < 5; call++) void watch(breakwater.run('t', puppet().operation));
    await clock.advance(5_000);
    expect(breakwater.snapshot().targets['t']?.breaker.state).toBe('open');
  });

  it('says nothing about the target when it had less', async () => {
    const { clock, ...breakwater } = trial({ retry: false });
    for (let call = 0; call < 9; call++) void watch(breakwater.run('t', puppet().operation, { deadline: '1s' }));
    await clock.advance(1_000);
    expect(breakwater.snapshot().targets['t']?.breaker).toEqual({ state: 'closed', failuresInARow: 0 });
  });

  it('is a failure of the target when that was far more than any attempt takes', async () => {
    const at = trial({ retry: false });
    await serve(at);
    hang(at, 5, { deadline: '5s' });
    await at.clock.advance(5_000);
    expect(at.snapshot().targets['t']?.breaker.state).toBe('open');
  });

  it('says nothing when it had a second or less, however fast the target is otherwise', async () => {
    const at = trial({ retry: false });
    await serve(at);
    hang(at, 9, { deadline: 999 });
    await at.clock.advance(999);
    expect(at.snapshot().targets['t']?.breaker).toMatchObject({ state: 'closed', failuresInARow: 0 });
  });
});

describe('an attempt that its caller leaves', () => {
  async function leaveAfter(at: Trial, ms: number): Promise<unknown> {
    await serve(at);
    const caller = new AbortController();
    hang(at, 5, { signal: caller.signal });
    await at.clock.advance(ms);
    caller.abort(new Error('left'));
    await at.clock.settle();
    const target = at.snapshot().targets['t'];
    return [target?.breaker.state, target?.figures.attemptsFailed];
  }

  it('shows a target that says nothing any more, when it took far longer than any does', async () => {
    expect(await leaveAfter(trial({ retry: false }), 10_000)).toEqual(['open', 0]);
  });

  it('says nothing about a target whose stream had begun, however long it goes on', async () => {
    const at = trial({ retry: false, breaker: { threshold: 1 } });
    await serve(at);
    const caller = new AbortController();
    const { attempts, operation } = puppet();
    void watch(at.run('t', operation, { signal: caller.signal }));
    const stream = attempts[0]!.attempt.stream(puppetStream());
    stream.waiting();
    stream.arrived(true);
    attempts[0]!.answer('the stream');
    for (let second = 0; second < 20; second++) {
      await at.clock.advance(1_000);
      stream.waiting();
      stream.arrived(true);
    }
    caller.abort(new Error('left'));
    await at.clock.settle();
    expect(at.snapshot().targets['t']).toMatchObject({ breaker: { state: 'closed' }, figures: { callsCancelled: 1 } });
  });

  it('says nothing about the target otherwise', async () => {
    expect(await leaveAfter(trial({ retry: false }), 900)).toEqual(['closed', 0]);
  });
});

describe('an adaptive limit of attempts', () => {
  it('notices a target that hangs within seconds, and never cuts at less than a second', async () => {
    const at = trial({ retry: false, timeout: { adaptive: true } });
    await serve(at);
    hang(at, 5, {});
    await at.clock.advance(999);
    expect(at.snapshot().targets['t']?.breaker.state).toBe('closed');
    await at.clock.advance(1);
    expect(at.snapshot().targets['t']?.breaker.state).toBe('open');
  });
});
