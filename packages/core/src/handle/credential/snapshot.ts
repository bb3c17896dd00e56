import type { PausedCredential } from '../../report/snapshot.ts';
import type { CredentialPause } from './pause.ts';

/**
 * Paused credentials as plain data.
 *
 * @param wallOffsetMs - wall clock less monotonic clock, milliseconds: instants leave the process as wall-clock time.
 */
export function describePauses(
  paused: ReadonlyMap<string, CredentialPause>,
  wallOffsetMs: number,
): readonly PausedCredential[] {
  return Array.from(paused, ([credential, { reason, sinceMs, probeAtMs, failedProbes }]) => ({
    credential,
    reason,
    since: Math.round(sinceMs + wallOffsetMs),
    probeAt: Math.round(probeAtMs + wallOffsetMs),
    failedProbes,
  }));
}

/** The pause that a snapshot describes. Nothing is in flight that was sent before it. */
export function restorePause(
  { reason, since, probeAt, failedProbes }: PausedCredential,
  wallOffsetMs: number,
): CredentialPause {
  const sinceMs = since - wallOffsetMs;
  return { reason, sinceMs, refusedAtMs: sinceMs, probeAtMs: probeAt - wallOffsetMs, failedProbes };
}
