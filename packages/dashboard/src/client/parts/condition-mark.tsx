import type { JSX } from 'preact';
import type { Severity } from '../model/condition.ts';

/** One shape for each: colour alone does not tell. */
const SHAPES: Readonly<Record<Severity, JSX.Element>> = {
  well: (
    <>
      <circle cx="8" cy="8" r="7" />
      <path class="sign" d="m4.8 8.3 2.2 2.2 4.200-4.8" />
    </>
  ),
  watch: (
    <>
      <path d="M8 1.2 15.4 14.5H.6z" />
      <path class="sign" d="M8 6v3.600M8 12v.1" />
    </>
  ),
  down: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="2.5" />
      <path class="sign" d="m5 5 6 6m0-6-6 6" />
    </>
  ),
  idle: <circle class="hollow" cx="8" cy="8" r="6" />,
};

/** The mark of a condition, beside its name. */
export function ConditionMark({ severity }: { readonly severity: Severity }): JSX.Element {
  return (
    <svg class={`mark ${severity}`} viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[severity]}
    </svg>
  );
}
