import { matchesTarget } from './match-target.ts';
import type { Policy, TargetPolicy } from './policy.ts';
import { resolveSection } from './resolve-section.ts';
import type { ResolvedPolicy } from './resolved.ts';
import { TARGET_SHAPE } from './shape.ts';

type Data = Readonly<Record<string, unknown>>;

/** `timeout: false` switches off every limit, and leaves what is no limit. */
const NO_LIMITS: Data = { attempt: false, total: false, firstContent: false, idle: false };

/** The default of a target whose refusals go on to another: who can be served elsewhere at once does not wait here. */
const GOES_ON: TargetPolicy = { breaker: { whenOpen: 'fail' } };

/**
 * Makes the function that gives each target its policy: the defaults, under the policy, under the overrides that
 * match, later ones over earlier ones. Sections merge key by key; `false` switches one off, and an object over a
 * `false` switches it on again with its defaults.
 * Targets with the same overrides share one frozen object. Each look-up tries every pattern: ask once per target.
 * @param policy - what `parsePolicy` returned.
 */
export function createPolicyResolver(policy: Policy): (target: string) => ResolvedPolicy {
  const overrides = Object.entries(policy.targets ?? {});
  const resolved = new Map<string, ResolvedPolicy>();
  return (target) => {
    const matching = overrides.filter(([pattern]) => matchesTarget(pattern, target));
    const layers: TargetPolicy[] = [policy, ...matching.map(([, override]) => override)];
    const written = writtenFallback(layers);
    const fallback = withoutItself(written, target);
    if (goesOn(written, target)) layers.unshift(GOES_ON);
    const key = JSON.stringify([matching.map(([pattern]) => pattern), fallback]);
    const found = resolved.get(key) ?? resolve(policy, layers, fallback);
    resolved.set(key, found);
    return found;
  };
}

function resolve(policy: Policy, layers: readonly TargetPolicy[], fallback: Fallback): ResolvedPolicy {
  const sections = resolveSection({ keys: TARGET_SHAPE }, layers as readonly Data[]);
  const { timeout: written } = sections;
  const timeout = written === false ? resolveSection(TARGET_SHAPE.timeout, [NO_LIMITS]) : written;
  return Object.freeze({
    ...sections,
    timeout,
    fallback,
    classify: policy.classify ?? Object.freeze([]),
  }) as unknown as ResolvedPolicy;
}

type Fallback = ResolvedPolicy['fallback'];

/** By reason or code, `'*'` for all others. */
function writtenFallback(layers: readonly TargetPolicy[]): Fallback {
  let fallback: Fallback = {};
  for (const { fallback: written } of layers) {
    // A plain list is for every reason, so it leaves nothing of what stood above.
    fallback = Array.isArray(written) ? { '*': written } : { ...fallback, ...(written as Fallback) };
  }
  return fallback;
}

/** The fallback of many targets may name one of them: not for itself. */
function withoutItself(written: Fallback, target: string): Fallback {
  const others = Object.entries(written).map(([reason, targets]) => [
    reason,
    Object.freeze(targets.filter((name) => name !== target)),
  ]);
  return Object.freeze(Object.fromEntries(others) as Fallback);
}

/** Whether a refused call goes on to another target. The last one of a list stands at its end, and goes nowhere. */
function goesOn(written: Fallback, target: string): boolean {
  const last = (written['refused'] ?? written['503'] ?? written['*'])?.at(-1);
  return last !== undefined && last !== target;
}
