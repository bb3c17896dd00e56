import type { Classification } from '../classify/classification.ts';
import type { Operation } from '../handle/attempt.ts';
import { Call } from '../handle/call.ts';
import type { Engine } from '../handle/engine.ts';
import type { RunOptions } from '../handle/run-options.ts';
import type { Targets } from '../handle/targets.ts';

type FallbackPolicy = Readonly<Record<string, readonly string[]>>;

/**
 * The targets to try, in order, after a call has failed for good with `verdict`.
 *
 * A list for the reason goes before one for the code, and that before `'*'`. What is wrong with the request itself is
 * wrong everywhere, and so is a caller who left: `'*'` does not stand for these.
 */
export function fallbackTargets(fallback: FallbackPolicy, { reason, code, scope }: Classification): readonly string[] {
  if (code === null) return [];
  const elsewhere = scope !== 'request' || code === 403 || reason === 'refused';
  return fallback[reason] ?? fallback[String(code)] ?? (elsewhere ? fallback['*'] : undefined) ?? [];
}

/**
 * Makes a call at `first`, and goes on to the fallbacks of its policy, one by one, when it fails for good. All of
 * them share the deadline of the first.
 *
 * @returns as `Call.run`. When no target helps, the last thing that an attempt ended with.
 */
export async function runWithFallback<Answer>(
  engine: Engine,
  targets: Targets,
  first: Call<Answer>,
  operation: Operation<Answer>,
  options: RunOptions<Answer>,
): Promise<Answer> {
  let call = first;
  let answering = first.run(operation);
  for (let next = 0; ; next++) {
    await answering.catch(() => undefined);
    const verdict = call.verdict;
    if (verdict === undefined) return answering;
    const name = fallbackTargets(first.target.policy.fallback, first.verdict as Classification)[next];
    const remainingMs = first.deadlineMs - engine.clock.now();
    if (name === undefined || verdict.code === null || remainingMs <= 0) return answering;
    if (options.resendable === false && call.wasSent && verdict.reason !== 'refused') return answering; // its body is spent
    if (engine.events.has('fallback')) {
      const { name: target } = call.target;
      engine.events.emit('fallback', {
        target,
        at: engine.clock.wallNow(),
        call: first.sequence,
        to: name,
        classification: verdict,
      });
    }
    const deadline = remainingMs === Infinity ? undefined : remainingMs;
    call = new Call(engine, targets.get(name), { ...options, deadline }, call);
    answering = call.run(operation);
  }
}
