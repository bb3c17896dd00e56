import type { Classification } from '../../classify/classification.ts';
import type { ResolvedCredential } from '../../policy/resolved.ts';
import type { Refusal } from '../gate/refusal.ts';
import type { PausedFor } from '../../report/snapshot.ts';
import { type CredentialPause, pauseOf, pauseReason, probing } from './pause.ts';

/** What it tells its owner: the pause that began, goes on after a failed probe, or, where `paused` is false, is over. */
export interface CredentialListener {
  credentialChanged(credential: string, pause: CredentialPause, paused: boolean, nowMs: number): void;
}

/** An attempt, as far as its credential is concerned. */
export interface Sent {
  readonly sentAtMs: number;
  /** It went out to see if a paused credential works again. */
  triesCredential: boolean;
}

/** The pauses that are kept for one target; of more credentials the longest paused is tried again. */
const MOST_PAUSED = 1_000;

/**
 * The credentials of one target that are paused: calls with them are refused at once, and one goes through now and
 * then to see if the account has been topped up. Nothing is kept of a credential that works.
 */
export class Credentials {
  /** By the caller's name for them; '' where it gave none. Undefined while all is well, which is nearly always. */
  paused: Map<string, CredentialPause> | undefined = undefined;
  readonly #options: ResolvedCredential | false;
  readonly #listener: CredentialListener;

  constructor(options: ResolvedCredential | false, listener: CredentialListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Nobody is being kept out now: it is no loss to forget this. */
  isAtRest(nowMs: number): boolean {
    return this.paused === undefined || [...this.paused.values()].every(({ probeAtMs }) => probeAtMs <= nowMs);
  }

  /** Why a call with this credential may not go now; undefined where it may. */
  refusal(credential: string, nowMs: number): Refusal | undefined {
    const pause = this.paused?.get(credential);
    if (pause === undefined || pause.probeAtMs <= nowMs) return undefined;
    return {
      code: 'credential-paused',
      retryAfterMs: Math.ceil(pause.probeAtMs - nowMs),
      reason: pause.reason,
    };
  }

  /** As `refusal`. An attempt that may go although its credential is paused goes as the probe. */
  admit(credential: string, attempt: Sent): Refusal | undefined {
    const pause = this.paused?.get(credential);
    if (pause === undefined) return undefined;
    const refusal = this.refusal(credential, attempt.sentAtMs);
    if (refusal !== undefined) return refusal;
    attempt.triesCredential = true;
    this.paused?.set(credential, probing(pause, attempt.sentAtMs));
    return undefined;
  }

  /** @param verdict - on the failure of the attempt; undefined where it was answered well. */
  settle(credential: string, attempt: Sent, verdict: Classification | undefined, nowMs: number): void {
    const before = this.paused?.get(credential);
    const reason = verdict && pauseReason(verdict);
    if (reason !== undefined) return this.#refused(credential, attempt, reason, verdict?.retryAfterMs, nowMs);
    // What was sent before the account ran dry may still be answered.
    if (before === undefined || attempt.sentAtMs <= before.refusedAtMs) return;
    if (verdict === undefined) this.#resume(credential, before, nowMs);
    // Any other failure says nothing of the account, and gives the place of the probe to the next call.
    else if (attempt.triesCredential) this.paused?.set(credential, { ...before, probeAtMs: nowMs });
  }

  /** Ends the pause of one credential, or of all. Returns whether there was one. */
  resume(credential: string | undefined, nowMs: number): boolean {
    const ended = [...(this.paused ?? [])].filter(([name]) => credential === undefined || name === credential);
    for (const [name, pause] of ended) this.#resume(name, pause, nowMs);
    return ended.length > 0;
  }

  pause(credential: string, pause: CredentialPause): void {
    this.paused ??= new Map();
    if (this.paused.size >= MOST_PAUSED && !this.paused.has(credential))
      this.paused.delete(this.paused.keys().next().value as string);
    this.paused.set(credential, pause);
  }

  #refused(
    credential: string,
    { sentAtMs }: Sent,
    reason: PausedFor,
    resetInMs: number | undefined,
    nowMs: number,
  ): void {
    if (this.#options === false) return;
    const before = this.paused?.get(credential);
    const pause = pauseOf(before, { nowMs, sentAtMs, reason, resetInMs }, this.#options);
    if (pause === before) return;
    this.pause(credential, pause);
    this.#listener.credentialChanged(credential, pause, true, nowMs);
  }

  #resume(credential: string, pause: CredentialPause, nowMs: number): void {
    this.paused?.delete(credential);
    if (this.paused?.size === 0) this.paused = undefined;
    this.#listener.credentialChanged(credential, pause, false, nowMs);
  }
}
