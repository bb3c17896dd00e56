import { matchesTarget } from './match-target.ts';
import type { Policy, TargetPolicy } from './policy.ts';
import { resolveSection } from './resolve-section.ts';
import type { ResolvedPolicy } from './resolved.ts';
import { TARGET_SHAPE } from './shape.ts';

type Data = Readonly<Record<string, unknown>>;

/** `timeout: false` switches off every limit, and leaves what is no limit. */
const NO_LIMITS: Data = { attempt: false, total: false, firstContent: false, idle: false };

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
    const layers = [policy, ...matching.map(([, override]) => override)];
    const fallback = resolveFallback(layers, target);
    const key = JSON.stringify([matching.map(([pattern]) => pattern), fallback]);
    const found = resolved.get(key) ?? resolve(policy, layers, fallback);
    resolved.set(key, found);
    return found;
  };
}

function resolve(
  policy: Policy,
  layers: readonly TargetPolicy[],
  fallback: ResolvedPolicy['fallback'],
): ResolvedPolicy {
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

/** By reason or code, `'*'` for all others. The fallback of many targets may name one of them: not for itself. */
function resolveFallback(layers: readonly TargetPolicy[], target: string): ResolvedPolicy['fallback'] {
  let fallback: Record<string, readonly string[]> = {};
  for (const { fallback: written } of layers) {
    // A plain list is for every reason, so it leaves nothing of what stood above.
    fallback = Array.isArray(written) ? { '*': written } : { ...fallback, ...(written as typeof fallback) };
  }
  for (const [reason, targets] of Object.entries(fallback)) {
    fallback[reason] = Object.freeze(targets.filter((name) => name !== target));
  }
  return Object.freeze(fallback);
}
