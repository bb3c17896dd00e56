import type { Policy } from '@breakwater/core';
import type { Incident } from '../incident/incident.ts';
import type { Check } from '../measure/check-outcome.ts';
import type { Steps } from '../run/steps.ts';
import type { Summaries } from './table.ts';

/** A whole run, ready to be told. */
export interface Result {
  readonly incident: Incident;
  readonly policy: Policy;
  readonly summaries: Summaries;
  readonly checks: readonly Check[];
  readonly steps: Steps;
  /** From the first call to the last answer, milliseconds. */
  readonly tookMs: number;
}
