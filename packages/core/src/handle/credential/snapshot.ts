import type { PausedCredential } from '../../report/snapshot.ts';
import type { CredentialPause } from './pause.ts';

/** A credential that nobody has called with for so long after it might have been tried again is in use no more. */
const FORGOTTEN_AFTER_MS = 3_600_000;

/**
 * Paused credentials as plain data, but for those that are in use no more.
 *
 * @param wallOffsetMs - wall clock less monotonic clock, milliseconds: instants leave the process as wall-clock time.
 */
export function describePauses(
  paused: ReadonlyMap<string, CredentialPause>,
  wallOffsetMs: number,
  nowMs: number,
): readonly PausedCredential[] {
  const inUse = [...paused].filter(([, { probeAtMs }]) => nowMs - probeAtMs < FORGOTTEN_AFTER_MS);
  return inUse.map(([credential, { reason, sinceMs, probeAtMs, failedProbes }]) => ({
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
