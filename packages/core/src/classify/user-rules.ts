import type { Failure } from '../detect/failure.ts';
import type { ClassifyRule } from '../policy/policy.ts';

/** The first of the user's rules whose every condition holds, and its place in the list. */
export function matchUserRule(
  failure: Failure,
  rules: readonly ClassifyRule[],
): { readonly rule: ClassifyRule; readonly index: number } | undefined {
  const index = rules.findIndex(({ when }) => holds(failure, when));
  const rule = rules[index];
  return rule === undefined ? undefined : { rule, index };
}

function holds(failure: Failure, when: ClassifyRule['when']): boolean {
  const { status, code, type, message, header } = when;
  if (status !== undefined && failure.status !== status) return false;
  if (code !== undefined && !failure.codes.includes(code)) return false;
  if (type !== undefined && !failure.types.includes(type)) return false;
  if (message !== undefined) {
    const part = message.toLowerCase();
    if (!failure.messages.some((text) => text.toLowerCase().includes(part))) return false;
  }
  if (header === undefined) return true;
  const [name = '', ...value] = header.split(':');
  const found = failure.headers[name.trim().toLowerCase()];
  return found !== undefined && (value.length === 0 || found === value.join(':').trim());
}
