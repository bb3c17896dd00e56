import { readPolicyDocs } from './policy-docs.ts';

/** The sections of a policy, and the types that explain their keys. */
const SECTIONS = [
  ['retry', 'RetryPolicy'],
  ['retry.budget', 'BudgetPolicy'],
  ['breaker', 'BreakerPolicy'],
  ['credential', 'CredentialPolicy'],
  ['concurrency', 'ConcurrencyPolicy'],
  ['timeout', 'TimeoutPolicy'],
] as const;

/** The option table of the README, a line for each key that has a default or can be absent. */
export function policyTable(): readonly string[] {
  const docs = readPolicyDocs();
  return SECTIONS.flatMap(([section, type]) =>
    Array.from(docs)
      .filter(([name, { byDefault, text }]) => name.startsWith(`${type}.`) && (byDefault ?? text.includes('Absent')))
      .map(([name, { text, byDefault }]) => {
        const key = `${section}.${name.slice(type.length + 1)}`;
        return `| \`${key}\` | ${byDefault === undefined ? 'none' : `\`${byDefault}\``} | ${text.replaceAll('|', '\\|')} |`;
      }),
  );
}
