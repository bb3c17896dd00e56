import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../policy/parse-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { createPolicyResolver } from '../../policy/resolve-policy.ts';
import { type FakeClock, fakeClock } from '../../testing/fake-clock.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import { Timers } from '../../timers.ts';
import { Gate } from './gate.ts';
import type { Permit } from './permit.ts';
import type { Settlement } from './settlement.ts';
import { describeBreaker } from './snapshot.ts';
import type { Waiter } from './waiting-room.ts';

const RESULTS: Readonly<Record<string, Settlement>> = {
  good: { outcome: 'success', throttled: false, hintMs: undefined, dropped: false },
  bad: { outcome: 'failure', throttled: false, hintMs: undefined, dropped: false },
  cancelled: { outcome: 'neutral', throttled: false, hintMs: undefined, dropped: false },
  left: { outcome: 'neutral', throttled: false, hintMs: undefined, dropped: false, left: true },
  throttled: { outcome: 'neutral', throttled: true, hintMs: undefined, dropped: true },
  asked: { outcome: 'neutral', throttled: true, hintMs: 700, dropped: true },
};

/** What the test itself keeps of who is where, to hold against what the gate says. */
interface Model {
  readonly out: Set<Permit>;
  readonly waiting: Set<Waiter>;
  calls: number;
}

/** A gate in front of calls that come, go, leave and give up; every rule is checked as they do. */
interface Real {
  readonly gate: Gate;
  readonly timers: Timers;
  readonly clock: FakeClock;
  /** When the last one left the room that had failed before. */
  retriedAtMs: number;
  /** Time that passed without a timer being called: a stalled process. */
  stalledMs: number;
}

type Command = fc.AsyncCommand<Model, Real>;

function now({ clock, stalledMs }: Real): number {
  return clock.now() + stalledMs;
}

/** Nobody waits for an open breaker, but for retries, and these leave the way to those who come. */
function failsFast({ options }: Gate): boolean {
  return options.whenOpen === 'fail';
}

/** Whether the rules let an attempt go at this gate at this instant. */
function mayGo({ gate }: Real, nowMs: number): boolean {
  const {
    breaker,
    pacer: { state: cooldown },
    limiter,
  } = gate;
  if (gate.inFlight >= Math.floor(limiter.limit)) return false;
  const pacedAtMs = failsFast(gate)
    ? []
    : [cooldown?.nextAtMs ?? 0, cooldown?.spacedAtMs ?? 0].map((atMs) => atMs - 20);
  if (cooldown !== undefined && nowMs < Math.max(cooldown.untilMs, ...pacedAtMs)) return false;
  if (breaker.kind === 'closed') return true;
  if (breaker.kind === 'open') return nowMs >= breaker.probeAtMs;
  // Its first probes go as they come; who follows them is paced.
  return breaker.inFlight < breaker.allowance && (breaker.tried === 0 || nowMs >= breaker.pacedAtMs - 20);
}

/** A probe that was out for so long that its place went to another. */
function isLapsed({ lease }: Permit): boolean {
  return lease !== undefined && lease.heapIndex < 0;
}

/** A rule that holds after every step. */
function check(model: Model, real: Real): void {
  const { gate, clock } = real;
  const nowMs = now(real);
  const punctual = real.stalledMs === 0;
  assert.equal(gate.inFlight, model.out.size, 'every permit is counted until it is settled');
  assert.equal(gate.room.size, model.waiting.size, 'who waits is in the room');
  const probes = [...model.out].filter((one) => one.generation === gate.breaker.generation && !isLapsed(one)).length;
  if (gate.breaker.kind === 'half-open') assert.equal(gate.breaker.inFlight, probes, 'every probe has its place');
  const first = [...model.waiting].filter(({ attemptsMade }) => attemptsMade === 0);
  if (punctual && first.length > 0) assert.ok(!mayGo(real, nowMs), 'nobody waits who may go');
  for (const { expiry } of model.waiting) assert.ok(!punctual || expiry.dueMs > nowMs, 'nobody waits beyond its time');
  const leased = [...model.out].some((one) => one.lease !== undefined && !isLapsed(one));
  assert.equal(clock.pending, model.waiting.size > 0 || leased ? 1 : 0, 'a gate at rest has no timer');
}

interface Step {
  readonly name: string;
  readonly possible?: (model: Model) => boolean;
  readonly run: (model: Model, real: Real) => Promise<void> | void;
}

function command({ name, possible = () => true, run }: Step): Command {
  return {
    check: possible,
    async run(model, real) {
      await run(model, real);
      check(model, real);
    },
    toString: () => name,
  };
}

/** @param failed - it has failed before: seen only by a gate whose calls are to fail. */
function arrive(priority: number, patienceMs: number, failed: boolean): Command {
  return command({
    name: `arrive(${priority}, ${patienceMs}, ${failed})`,
    run(model, real) {
      const { gate } = real;
      const number = failed && failsFast(gate) ? 2 : 1;
      const permit: Permit = { number, generation: 0, sinceMs: now(real), sentAtMs: 0, lease: undefined };
      const nowMs = now(real);
      const free = mayGo(real, nowMs);
      if (gate.tryAdmit(permit, nowMs)) {
        assert.ok(free, 'nobody goes who may not');
        assert.ok(failsFast(gate) || model.waiting.size === 0, 'nobody overtakes those who wait');
        model.out.add(permit);
        return;
      }
      assert.ok(!failsFast(gate) || !free, 'who may go goes at once, whoever waits');
      const waiter = waiting(model, real, permit, number === 1 ? priority : priority - 10, nowMs + patienceMs);
      model.waiting.add(waiter);
      if (gate.enter(waiter, nowMs) !== undefined)
        assert.ok(model.waiting.delete(waiter), 'who is refused is told once');
    },
  });
}

function waiting(model: Model, real: Real, permit: Permit, priority: number, untilMs: number): Waiter {
  const waiter: Waiter = {
    heapIndex: -1,
    priority,
    sequence: model.calls++,
    deadlineMs: Infinity,
    attemptsMade: permit.number - 1,
    sinceMs: now(real),
    late: false,
    expiry: {
      heapIndex: -1,
      dueMs: untilMs,
      onDue(atMs) {
        assert.ok(atMs >= untilMs, 'nobody gives up early');
        real.gate.leave(waiter);
        assert.ok(model.waiting.delete(waiter), 'who gives up is told once');
      },
    },
    admit(atMs) {
      assert.ok(mayGo(real, atMs), 'nobody goes who may not');
      assert.ok(atMs < untilMs, 'nobody goes whose time is over');
      assert.ok(model.waiting.delete(waiter), 'who goes is told once');
      const others = [...model.waiting].filter(({ expiry, late }) => expiry.dueMs > atMs && (!late || waiter.late));
      assert.ok(!others.some((one) => one.priority > priority), 'the highest priority goes first');
      const queue = real.gate.breaker.kind === 'closed' ? others.filter((one) => one.priority === priority) : [];
      assert.ok(!queue.some(({ sequence }) => sequence < waiter.sequence), 'within a priority the first goes first');
      const sinceMs = atMs - real.retriedAtMs;
      assert.ok(permit.number === 1 || sinceMs > 0, 'of those who have failed before one goes after the other');
      if (permit.number > 1) real.retriedAtMs = atMs;
      real.gate.admit(permit, atMs);
      model.out.add(permit);
    },
  };
  return waiter;
}

function settle(which: number, result: string): Command {
  return command({
    name: `settle(${which}, ${result})`,
    possible: ({ out }) => out.size > 0,
    run({ out, waiting: { size } }, real) {
      const permit = [...out][which % out.size] as Permit;
      out.delete(permit);
      const before = real.gate.breaker;
      real.gate.settle(permit, RESULTS[result] as Settlement, now(real));
      if (permit.generation === before.generation || size > 0) return;
      assert.equal(real.gate.breaker, before, 'a stale result moves nothing');
    },
  });
}

function leave(which: number): Command {
  return command({
    name: `leave(${which})`,
    possible: (model) => model.waiting.size > 0,
    run(model, real) {
      const waiter = [...model.waiting][which % model.waiting.size] as Waiter;
      model.waiting.delete(waiter);
      real.gate.leave(waiter);
    },
  });
}

function advance(ms: number): Command {
  return command({ name: `advance(${ms})`, run: (_model, { clock }) => clock.advance(ms) });
}

/** The process does nothing for a while, and its timers are called late. */
function stall(ms: number): Command {
  return command({ name: `stall(${ms})`, run: (_model, real) => void (real.stalledMs += ms) });
}

function look(): Command {
  return command({
    name: 'look()',
    run(_model, real) {
      const { gate } = real;
      const before = Object.entries(gate);
      const later = now(real) + 5_000;
      gate.refusal(later);
      gate.isAtRest(later);
      describeBreaker(gate.breaker, 0);
      for (const [key, value] of before) {
        assert.equal(gate[key as keyof Gate], value, `reading changes nothing: ${key}`);
      }
    },
  });
}

const POLICIES: Readonly<Record<string, Policy>> = {
  'one probe': { breaker: { threshold: 2, probeAfter: 300, maxProbeAfter: 1_000 } },
  'three probes and a limit': { breaker: { threshold: 2, probes: 3, probeAfter: 300 }, concurrency: { max: 4 } },
  'a small room': { breaker: { threshold: 1, maxWaiting: 3, probeAfter: 500 } },
  'no breaker and a limit': { breaker: false, concurrency: { max: 2 } },
  'calls that are to fail': { breaker: { threshold: 2, whenOpen: 'fail' } },
  'calls that are to fail, and a limit': { breaker: { threshold: 2, whenOpen: 'fail' }, concurrency: { max: 3 } },
  'an adaptive limit': { breaker: { threshold: 3, ratio: false }, concurrency: { max: 6, adaptive: true } },
};

function setup(policy: Policy): { model: Model; real: Real } {
  const clock = fakeClock();
  const timers = new Timers({ ...clock, now: () => now(real) });
  const listener = { breakerChanged() {}, cooldownChanged() {} };
  const gate = new Gate(createPolicyResolver(parsePolicy(policy))('target'), timers, seededRandom(1), listener);
  const real: Real = { gate, timers, clock, retriedAtMs: -Infinity, stalledMs: 0 };
  return { model: { out: new Set(), waiting: new Set(), calls: 0 }, real };
}

const results = fc.constantFrom('good', 'good', 'bad', 'bad', 'cancelled', 'left', 'left', 'throttled', 'asked');
const inTime = [
  fc
    .tuple(fc.integer({ min: -1, max: 2 }), fc.integer({ min: 0, max: 3_000 }), fc.boolean())
    .map((given) => arrive(...given)),
  fc.tuple(fc.nat(), results).map((given) => settle(...given)),
  fc.nat().map(leave),
  fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.constant(31_000)).map(advance),
  fc.constant(look()),
];
const late = [...inTime, fc.integer({ min: 1, max: 2_000 }).map(stall)];

/** Ends every call that is left, and sees the gate come to rest. */
async function finish(model: Model, real: Real): Promise<void> {
  for (let turn = 0; turn < 100 && model.out.size + model.waiting.size > 0; turn++) {
    while (model.out.size > 0) await settle(0, 'good').run(model, real);
    await advance(10_000).run(model, real);
  }
  assert.deepEqual([real.gate.inFlight, real.gate.room.size, real.clock.pending], [0, 0, 0], 'it comes to rest');
}

/** Throws with the shortest list of steps after which a rule was broken. */
async function keepsItsRules(steps: fc.Arbitrary<Command>[], policy: Policy): Promise<boolean> {
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 80, size: 'max' }), async (given) => {
      const { model, real } = setup(policy);
      await fc.asyncModelRun(() => ({ model, real }), given);
      await finish(model, real);
    }),
    { seed: 1, numRuns: 50 },
  );
  return true;
}

describe('a gate under any interleaving of calls, results, departures and time', () => {
  it.each(Object.keys(POLICIES))('keeps its rules: %s', async (name) => {
    expect(await keepsItsRules(inTime, POLICIES[name] as Policy)).toBe(true);
  });

  it('keeps them when its timers are called late', async () => {
    expect(await keepsItsRules(late, POLICIES['one probe'] as Policy)).toBe(true);
  });
});
