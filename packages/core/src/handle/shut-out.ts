import { ISOLATED, type Refusal } from './gate/refusal.ts';
import type { TargetState } from './target.ts';

/** Why no call with this credential may go now, whatever the gate says. */
export function shutOut(
  { isolated, credentials }: TargetState,
  credential: string,
  nowMs: number,
): Refusal | undefined {
  return isolated ? ISOLATED : credentials.paused && credentials.refusal(credential, nowMs);
}
