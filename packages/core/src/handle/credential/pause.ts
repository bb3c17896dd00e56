import type { Classification } from '../../classify/classification.ts';
import type { ResolvedCredential } from '../../policy/resolved.ts';
import type { PausedFor } from '../../report/snapshot.ts';

/** A credential that a target takes no calls from. All instants are monotonic milliseconds. */
export interface CredentialPause {
  readonly reason: PausedFor;
  /** When it was first refused. */
  readonly sinceMs: number;
  /** When it was last refused: what was sent before says nothing new. */
  readonly refusedAtMs: number;
  /** From when one call may go, to see if the account has been topped up. */
  readonly probeAtMs: number;
  readonly failedProbes: number;
}

export interface Refused {
  readonly nowMs: number;
  /** When the attempt that was refused was sent. */
  readonly sentAtMs: number;
  readonly reason: PausedFor;
  /** What the upstream says until the quota is full again, milliseconds. */
  readonly resetInMs: number | undefined;
}

/** A probe that has not come back after this long gives its place to another. */
const PROBE_LEASE_MS = 60_000;

/** Why a failure pauses the credential; undefined for one that does not. */
export function pauseReason({ reason, scope }: Classification): PausedFor | undefined {
  return scope === 'credential' && (reason === 'billing' || reason === 'quota_exhausted') ? reason : undefined;
}

/**
 * The pause after an attempt was refused. Those that were in flight together are refused together, and count once.
 *
 * The next probe is due after a time that doubles with each one that fails, or at the reset where that comes first.
 * A reset that is nearer than `probeAfter` is none: Google says half a minute of quotas that last all day.
 */
export function pauseOf(
  before: CredentialPause | undefined,
  { nowMs, sentAtMs, reason, resetInMs = 0 }: Refused,
  { probeAfterMs, maxProbeAfterMs }: ResolvedCredential,
): CredentialPause {
  if (before !== undefined && sentAtMs <= before.refusedAtMs) return before;
  const failedProbes = before === undefined ? 0 : before.failedProbes + 1;
  const intervalMs = Math.min(maxProbeAfterMs, probeAfterMs * 2 ** failedProbes);
  const waitMs = resetInMs >= probeAfterMs ? Math.min(resetInMs, intervalMs) : intervalMs;
  return { reason, sinceMs: before?.sinceMs ?? nowMs, refusedAtMs: nowMs, probeAtMs: nowMs + waitMs, failedProbes };
}

/** The pause while a probe is out: nobody else may go until it is back, or has stayed away for too long. */
export function probing(pause: CredentialPause, nowMs: number): CredentialPause {
  return { ...pause, probeAtMs: nowMs + PROBE_LEASE_MS };
}
