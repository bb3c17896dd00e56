import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpError, networkError, trial, type Trial, type Watch, watch } from '../../test/trial.ts';
import { detectAnswer } from '../detect/detect.ts';
import { isBreakwaterError } from '../errors.ts';
import type { Policy } from '../policy/policy.ts';
import type { AttemptContext } from './attempt.ts';

/** An attempt that the operation of a call was asked to make. */
interface Sent {
  readonly attempt: AttemptContext;
  readonly sentAtMs: number;
  readonly end: (outcome: unknown, failed: boolean) => void;
  /** What the test let it end with; undefined while it is open. */
  outcome: object | undefined;
}

interface Call {
  readonly watched: Watch<unknown>;
  readonly controller: AbortController;
  readonly deadlineMs: number;
  readonly sent: Sent[];
  readonly released: unknown[];
  abortedWith: object | undefined;
}

interface Model {
  readonly calls: Call[];
}

type Command = fc.AsyncCommand<Model, Trial>;

/** What an attempt can end with; each time a new object, so that it can be told from all others. */
const OUTCOMES: Readonly<Record<string, () => { outcome: object; failed: boolean }>> = {
  good: () => ({ outcome: { status: 200 }, failed: false }),
  'bad answer': () => ({ outcome: { status: 503 }, failed: false }),
  broken: () => ({ outcome: httpError(500), failed: true }),
  throttled: () => ({ outcome: httpError(429, { 'retry-after': '1' }), failed: true }),
  wrong: () => ({ outcome: httpError(400), failed: true }),
  unplugged: () => ({ outcome: networkError('ECONNRESET'), failed: true }),
};

function isOpen({ watched }: Call): boolean {
  return watched.ended === undefined;
}

/** Under way, as far as the gate is concerned: neither ended nor given up. */
function isOut({ attempt, outcome }: Sent): boolean {
  return outcome === undefined && !attempt.signal.aborted;
}

function given({ watched: { ended } }: Call): unknown {
  if (ended === undefined) return undefined;
  return 'value' in ended ? ended.value : ended.error;
}

function check({ calls }: Model, { clock, snapshot }: Trial): void {
  const open = calls.filter(isOpen);
  const out = calls.flatMap(({ sent }) => sent.filter(isOut));
  const targets = Object.entries(snapshot().targets);
  for (const [name, { inFlight, limit }] of targets) {
    assert.equal(inFlight, out.filter(({ attempt }) => attempt.target === name).length, 'every permit is settled once');
    assert.ok(limit === null || inFlight <= limit, 'no more go than may');
  }
  const waiting = targets.reduce((sum, [, target]) => sum + target.waiting, 0);
  assert.ok(out.length + waiting <= open.length, 'nobody waits whose call is over');
  if (open.length === 0) assert.deepEqual([clock.pending, out.length, waiting], [0, 0, 0], 'at rest there is no timer');
  for (const call of calls) checkCall(call, clock.now());
}

function checkCall(call: Call, nowMs: number): void {
  const { sent, controller, released, abortedWith, deadlineMs } = call;
  const listeners = getEventListeners(controller.signal, 'abort').length;
  assert.equal(listeners, isOpen(call) ? 1 : 0, 'a call that is over listens to nothing');
  assert.ok(sent.length <= 3, 'no more attempts are made than the policy allows');
  assert.ok(
    sent.every(({ sentAtMs }) => sentAtMs < deadlineMs),
    'no attempt starts at the deadline or after it',
  );
  assert.ok(sent.filter(isOut).length <= 1, 'one attempt follows the other');
  assert.equal(new Set(released).size, released.length, 'nothing is let go of twice');
  if (isOpen(call)) {
    assert.ok(nowMs < deadlineMs, 'nobody waits beyond the deadline');
    assert.equal(abortedWith, undefined, 'who leaves hears of it at once');
    return;
  }
  const outcome = given(call);
  assert.ok(!released.includes(outcome), 'what the caller got is not let go of');
  const brought = sent.flatMap((one) => (one.outcome === undefined ? [] : [one.outcome]));
  for (const one of brought) assert.ok(one === outcome || released.includes(one), 'all else is let go of');
  const own = brought.includes(outcome as object) || outcome === abortedWith || isBreakwaterError(outcome);
  assert.ok(own, 'the caller gets what its own operation brought, its own reason, or an error of ours');
}

interface Step {
  readonly name: string;
  readonly possible?: (model: Model) => boolean;
  readonly run: (model: Model, real: Trial) => Promise<void> | void;
}

function command({ name, possible = () => true, run }: Step): Command {
  return {
    check: possible,
    async run(model, real) {
      await run(model, real);
      await real.clock.settle();
      check(model, real);
    },
    toString: () => name,
  };
}

function start(target: string, deadline: number, priority: number): Command {
  return command({
    name: `start(${target}, ${deadline}, ${priority})`,
    run({ calls }, { clock, run }) {
      const controller = new AbortController();
      const [sent, released]: [Sent[], unknown[]] = [[], []];
      const promise = run(
        target,
        (attempt) =>
          new Promise<unknown>((resolve, reject) => {
            assert.ok(!attempt.signal.aborted, 'no attempt begins that is over');
            const end = (outcome: unknown, failed: boolean): void => (failed ? reject : resolve)(outcome);
            sent.push({ attempt, sentAtMs: clock.now(), end, outcome: undefined });
          }),
        {
          signal: controller.signal,
          deadline,
          priority,
          inspect: (answer) => detectAnswer(answer as { status: number }),
          release: (outcome) => void released.push(outcome),
        },
      );
      const deadlineMs = clock.now() + deadline;
      calls.push({ watched: watch(promise), controller, deadlineMs, sent, released, abortedWith: undefined });
    },
  });
}

/** Ends an attempt: one that is under way, or one that was given up long ago. */
function settle(which: number, name: string): Command {
  const unsettled = ({ calls }: Model): Sent[] =>
    calls.flatMap(({ sent }) => sent.filter(({ outcome }) => outcome === undefined));
  return command({
    name: `settle(${which}, ${name})`,
    possible: (model) => unsettled(model).length > 0,
    run(model) {
      const open = unsettled(model);
      const one = open[which % open.length] as Sent;
      const { outcome, failed } = (OUTCOMES[name] as () => { outcome: object; failed: boolean })();
      one.outcome = outcome;
      one.end(outcome, failed);
    },
  });
}

function abort(which: number): Command {
  return command({
    name: `abort(${which})`,
    possible: ({ calls }) => calls.some(isOpen),
    run({ calls }) {
      const open = calls.filter(isOpen);
      const call = open[which % open.length] as Call;
      call.abortedWith = { reason: which };
      call.controller.abort(call.abortedWith);
    },
  });
}

function advance(ms: number): Command {
  return command({ name: `advance(${ms})`, run: (_model, { clock }) => clock.advance(ms) });
}

const POLICIES: Readonly<Record<string, Policy>> = {
  'by default': {},
  'a breaker that opens at once': { breaker: { threshold: 1, maxWait: '2s' }, timeout: { attempt: '3s' } },
  'a narrow gate': { concurrency: { max: 1 }, breaker: { maxWaiting: 2 }, retry: { base: 0 } },
  'no patience': { breaker: { threshold: 2, whenOpen: 'fail' }, concurrency: { max: 2 } },
  'a fallback': { fallback: ['b'], breaker: { threshold: 1 }, retry: { max: 1 } },
};

const commands = [
  fc
    .tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 8_000 }), fc.integer({ min: 0, max: 2 }))
    .map((args) => start(...args)),
  fc.tuple(fc.nat(), fc.constantFrom(...Object.keys(OUTCOMES))).map((args) => settle(...args)),
  fc.nat().map(abort),
  fc.integer({ min: 0, max: 2_500 }).map(advance),
];

async function keepsItsRules(policy: Policy): Promise<boolean> {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 50, size: 'max' }), async (steps) => {
      const model: Model = { calls: [] };
      const real = trial(policy);
      await fc.asyncModelRun(() => ({ model, real }), steps);
      await advance(10_000).run(model, real); // beyond every deadline
      assert.ok(!model.calls.some(isOpen), 'every call comes to an end');
    }),
    { seed: 1, numRuns: 40 },
  );
  return true;
}

describe('calls under any interleaving of starts, ends, departures and time', () => {
  it.each(Object.keys(POLICIES))('keep their rules: %s', async (name) => {
    expect(await keepsItsRules(POLICIES[name] as Policy)).toBe(true);
  });
});
