import { classify } from './classify/classify.ts';
import { type Clock, type Random, systemClock } from './clock.ts';
import { detect } from './detect/detect.ts';
import { read } from './detect/read.ts';
import { type BreakwaterError, isBreakwaterError } from './errors.ts';
import { AlertRounds } from './handle/alert-rounds.ts';
import type { Operation } from './handle/attempt.ts';
import { Call } from './handle/call.ts';
import type { Engine, HealthCheck } from './handle/engine.ts';
import { observe } from './handle/observe.ts';
import { stopReason } from './handle/refusal-error.ts';
import { checkRunOptions, type RunOptions } from './handle/run-options.ts';
import type { Target } from './handle/target.ts';
import { Targets } from './handle/targets.ts';
import { parsePolicy } from './policy/parse-policy.ts';
import type { Policy } from './policy/policy.ts';
import { resolveAlerts } from './policy/resolve-alerts.ts';
import { createPolicyResolver } from './policy/resolve-policy.ts';
import { admit } from './recover/admit.ts';
import { runWithFallback } from './recover/fallback.ts';
import { peek, type PeekOptions } from './recover/peek.ts';
import { createAlerts, toEvent } from './report/alerts.ts';
import { type EventType, Events, type Listener } from './report/events.ts';
import { explain, type Explanation } from './report/explain.ts';
import type { Observation } from './report/observation.ts';
import type { Snapshot } from './report/snapshot.ts';
import { type Surrounding, Surroundings } from './report/surroundings.ts';
import { Timers } from './timers.ts';

/** What a breakwater is built on, beside its policy. */
export interface BreakwaterOptions {
  /** @defaultValue the runtime's own clock and timers */
  readonly clock?: Clock | undefined;
  /** Uniform in [0, 1). @defaultValue Math.random */
  readonly random?: Random | undefined;
  /** How many targets are remembered; idle ones beyond it are forgotten. An integer of 1 or more. @defaultValue 10000 */
  readonly maxTargets?: number | undefined;
  /** What `snapshot()` of an earlier process said: targets that were down then are not stormed now. */
  readonly restore?: Snapshot | undefined;
  /**
   * Asked in place of a probe while the breaker of a target is open after a 502: no call goes out before it says yes.
   * What it throws, and nothing for 10 s, is a no.
   */
  readonly healthCheck?: HealthCheck | undefined;
}

/** One policy, and everything known about the targets that calls went to under it. */
export interface Breakwater {
  /**
   * Makes a call under the policy.
   *
   * @param target - what can be sick by itself, such as `'openai/gpt-5'`. A non-empty string.
   * @param operation - makes one attempt; called once for each, and should hand on `signal`.
   * @returns the answer of the operation.
   * @throws TypeError or RangeError for arguments that make no sense, each naming the argument.
   * @throws the last error of the operation, the same object, when no attempt is left or none would help.
   * @throws the signal's reason when the caller gave up.
   * @throws BreakwaterError when the gate let no attempt through in time, or the last one was cut off at its limit.
   */
  run<Answer>(target: Target, operation: Operation<Answer>, options?: RunOptions<Answer>): Promise<Answer>;
  /** What an error was, what was tried, why it stopped and what to do. Takes anything; never throws. */
  explain(error: unknown): Explanation;
  /** Listens to one type of event. Returns the function that takes the listener off again. */
  on<Type extends EventType>(type: Type, listener: Listener<Type>): () => void;
  /**
   * What a call to `target` would be refused with now; undefined where it could go, wait its turn or fall back. Changes
   * nothing and counts nothing.
   */
  peek(target: Target, options?: PeekOptions): BreakwaterError | undefined;
  /**
   * As `peek`, for a server that turns requests away before it reads their bodies: what is to be turned away counts as
   * a call of the target that was refused.
   */
  admit(target: Target, options?: PeekOptions): BreakwaterError | undefined;
  /**
   * Lets calls go again at once to a target that is paused because no money or quota was left.
   *
   * @param credential - the name that calls gave it; without one, all of the target's are resumed.
   * @returns whether one was paused.
   */
  resume(target: Target, credential?: string): boolean;
  /**
   * Reports what was made without `run`: into the target's figures, the alerts and the event `observed`. It moves no
   * gate.
   *
   * @throws TypeError for a target that is no non-empty string.
   */
  observe(target: Target, observation: Observation): void;
  /** Puts something around calls and attempts while they run, such as a tracer's span. Returns what takes it off. */
  surround(surrounding: Surrounding): () => void;
  /**
   * Refuses every call to a target, those that wait included, until it is reset. Attempts under way may end.
   *
   * @throws TypeError for a target that is no non-empty string.
   */
  isolate(target: Target): void;
  /**
   * Takes a target for healthy: no longer isolated, breaker closed, no cooldown, no credential paused, budget full.
   * While calls wait they are let out by a probe and a ramp, not together. Does nothing to a target that is not known.
   */
  reset(target: Target): void;
  /** The state of every target, as plain JSON. Changes nothing. */
  snapshot(): Snapshot;
}

const NO_OPTIONS = {};

/**
 * Puts a policy to work.
 *
 * @param policy - plain data, as in the policy file; `{}` is a good policy. It is copied.
 * @throws PolicyError listing every problem of the policy.
 */
export function createBreakwater(policy: Policy = {}, options: BreakwaterOptions = {}): Breakwater {
  const { clock = systemClock, random = Math.random, maxTargets = 10_000, restore, healthCheck } = options;
  if (!Number.isInteger(maxTargets) || maxTargets < 1) {
    throw new RangeError(`maxTargets: found ${String(maxTargets)}; allowed: an integer of 1 or more`);
  }
  if (healthCheck !== undefined && typeof healthCheck !== 'function') {
    throw new TypeError(`healthCheck: found ${typeof healthCheck}; allowed: a function`);
  }
  const parsed = parsePolicy(policy);
  const events = new Events();
  const engine: Engine = {
    clock,
    random,
    timers: new Timers(clock),
    events,
    surroundings: new Surroundings(),
    alerts: createAlerts(resolveAlerts(parsed), (alert) => {
      const at = clock.wallNow();
      if (alert.type === 'raised') rounds.begin();
      events.emit('alert', toEvent(alert, at, at - clock.now()));
    }),
    rules: parsed.classify ?? [],
    outcomes: new WeakMap(),
    healthCheck,
    calls: 0,
  };
  const targets = new Targets(engine, createPolicyResolver(parsed), maxTargets);
  const rounds = new AlertRounds(engine, targets);
  if (restore !== undefined) targets.restore(restore);
  return {
    run<Answer>(target: Target, operation: Operation<Answer>, runOptions: RunOptions<Answer> = NO_OPTIONS) {
      try {
        if (typeof operation !== 'function') {
          throw new TypeError(`operation: found ${typeof operation}; allowed: a function`);
        }
        if (runOptions !== NO_OPTIONS) checkRunOptions(runOptions);
        const state = targets.get(target);
        const call = new Call(engine, state, runOptions);
        const { surroundings } = engine;
        if (surroundings.none) return start(engine, targets, call, operation, runOptions);
        const { sequence } = call;
        const surrounded: Operation<Answer> = (attempt) => {
          const { target: place, number } = attempt;
          return surroundings.aroundAttempt({ call: sequence, target: place, number }, () => operation(attempt));
        };
        return surroundings.aroundCall({ call: sequence, target }, () =>
          start(engine, targets, call, surrounded, runOptions),
        );
      } catch (error) {
        return Promise.reject(error);
      }
    },
    explain(error) {
      return explain(knownOutcome(error, engine) ?? unknownOutcome(error, engine));
    },
    peek: (target, peekOptions = NO_OPTIONS) => peek(engine, targets, target, peekOptions)?.error,
    admit: (target, peekOptions = NO_OPTIONS) => admit(engine, targets, target, peekOptions),
    on: (type, listener) => engine.events.on(type, listener),
    resume: (target, credential) => targets.find(target)?.credentials.resume(credential, clock.now()) ?? false,
    observe: (target, observation) => observe(engine, targets.get(target), observation),
    surround: (surrounding) => engine.surroundings.add(surrounding),
    isolate: (target) => targets.isolate(target),
    reset: (target) => targets.reset(target),
    snapshot: () => targets.snapshot(),
  };
}

function start<Answer>(
  engine: Engine,
  targets: Targets,
  call: Call<Answer>,
  operation: Operation<Answer>,
  options: RunOptions<Answer>,
): Promise<Answer> {
  if (call.target.hasFallback && options.fallback !== false)
    return runWithFallback(engine, targets, call, operation, options);
  const refusal = call.refuseAtOnce();
  return refusal === undefined ? call.run(operation) : rejectSoon(refusal);
}

/**
 * Rejects when the caller has had the time to listen. A promise that is rejected before anybody listens is told to the
 * runtime as one that nobody handles, and taken back at once: that is three times what all the rest of a refusal costs.
 */
function rejectSoon(refusal: BreakwaterError): Promise<never> {
  return new Promise((_resolve, reject) => {
    void Promise.resolve().then(() => reject(refusal)); // `queueMicrotask` of Node takes three times as long
  });
}

/** How the call ended that `error` came from, as it is or inside of the error of a library. */
function knownOutcome(error: unknown, { outcomes }: Engine): Parameters<typeof explain>[0] | undefined {
  for (const link of causes(error)) {
    const headers = read(link, 'headers');
    const known = outcomes.get(link) ?? (typeof headers === 'object' && headers ? outcomes.get(headers) : undefined);
    if (known !== undefined) return known;
  }
  return undefined;
}

/** An error that no call of ours ended with: what it was can still be said, what was tried cannot. */
function unknownOutcome(error: unknown, { rules, clock }: Engine): Parameters<typeof explain>[0] {
  const classification = classify(detect(error, { wallNowMs: clock.wallNow() }), { rules });
  const ours = causes(error).find(isBreakwaterError);
  return {
    target: ours?.target,
    classification,
    attempts: [],
    stopped: ours && stopReason(ours),
    elapsedMs: undefined,
  };
}

/** As far as `detect` follows causes. */
const MAX_CAUSES = 5;

/** `error` and what caused it, outermost first. */
function causes(error: unknown): readonly object[] {
  const links: object[] = [];
  let link: unknown = error;
  while (typeof link === 'object' && link !== null && links.length <= MAX_CAUSES) {
    links.push(link);
    link = read(link, 'cause');
  }
  return links;
}
