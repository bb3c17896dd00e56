import type { ContenderName } from '../contenders/contender.ts';
import type { Summary } from './summary.ts';

/** One thing that has to hold for Breakwater after the incident. */
export interface Check {
  readonly rule: string;
  readonly holds: boolean;
  /** What was found, in numbers. */
  readonly found: string;
}

/**
 * Whether Breakwater did what it promises. The incident is made so that every call can be served inside the time that
 * the policy lets it wait, so each lost one is a fault.
 */
export function checkOutcome(summaries: Readonly<Record<ContenderName, Summary>>): Check[] {
  const { Breakwater: ours, ...others } = summaries;
  const unfinished = ours.calls - ours.served - ours.lost;
  const checks: Check[] = [
    { rule: 'every call ends', holds: unfinished === 0, found: `${unfinished} of ${ours.calls} did not` },
    { rule: 'no call is lost', holds: ours.lost === 0, found: `${ours.lost} of ${ours.calls} were` },
    { rule: 'calls are served again after the outage', holds: ours.recoveryMs !== null, found: seconds(ours) },
  ];
  for (const [name, other] of Object.entries(others)) {
    checks.push({
      rule: `serves no fewer calls than ${name}`,
      holds: ours.served >= other.served,
      found: `${ours.served} against ${other.served}`,
    });
    checks.push({
      rule: `sends fewer requests into the outage than ${name}`,
      holds: ours.requestsDuringOutage < other.requestsDuringOutage,
      found: `${ours.requestsDuringOutage} against ${other.requestsDuringOutage}`,
    });
  }
  return checks;
}

function seconds({ recoveryMs }: Summary): string {
  return recoveryMs === null ? 'never' : `after ${(recoveryMs / 1_000).toFixed(1)} s`;
}
