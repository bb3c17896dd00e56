import type { Policy } from './policy.ts';
import { resolveSection } from './resolve-section.ts';
import type { ResolvedAlertRule } from './resolved.ts';
import { POLICY_SHAPE, type Shape } from './shape.ts';

/**
 * The alert rules with their defaults filled in; one of each type where the policy names none.
 * @param policy - what `parsePolicy` returned.
 */
export function resolveAlerts(policy: Policy): readonly ResolvedAlertRule[] {
  const variants: Readonly<Record<string, Shape>> = POLICY_SHAPE.alerts.list.variants;
  const rules = policy.alerts ?? Object.keys(variants).map((type) => ({ type }));
  return rules.map((rule) => {
    const options = resolveSection({ keys: variants[rule.type] as Shape }, [{ ...rule }]);
    return Object.freeze({ type: rule.type, ...options }) as ResolvedAlertRule;
  });
}
