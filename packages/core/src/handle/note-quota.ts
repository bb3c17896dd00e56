import { readQuota } from '../classify/quota.ts';
import type { Clock } from '../clock.ts';
import type { Gate } from './gate/gate.ts';
import type { RunOptions } from './run-options.ts';

/** Tells the gate what an answer's headers say of the remaining quota. */
export function noteQuota<Answer>(
  answer: Answer,
  { headersOf }: RunOptions<Answer>,
  gate: Gate,
  clock: Clock,
  nowMs: number,
): void {
  try {
    const headers = headersOf?.(answer);
    const quota = headers && readQuota(headers, clock.wallNow());
    if (quota !== undefined) gate.quotaSeen(quota, nowMs);
  } catch {
    // a reader with a bug must not turn a good answer into a failure
  }
}
