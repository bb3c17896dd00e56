import type { Failure } from '../detect/failure.ts';
import { durationMs } from '../policy/duration.ts';
import type { ClassifyRule } from '../policy/policy.ts';
import { advise } from './advice.ts';
import type { Classification, Scope } from './classification.ts';
import { decide } from './decide.ts';
import { evidenceOf } from './evidence.ts';
import { codeOf, REASONS } from './reference.ts';
import type { Code, Reason } from './reference.ts';
import { FINAL_STATUSES } from './rules/http.ts';
import { matchUserRule } from './user-rules.ts';
import { waitHint } from './wait-hint.ts';
import type { WaitHint } from './wait-hint.ts';

export interface ClassifyOptions {
  /** Rules of the user, tried in order before the built-in ones. */
  readonly rules?: readonly ClassifyRule[] | undefined;
}

/** Reasons under a retryable code that time alone does not mend. */
const FINAL: ReadonlySet<Reason> = new Set<Reason>(['quota_exhausted', 'request_exceeds_limit', 'tls_failure']);
/** Of the 429 and 503 families: no money or quota left is the credential's trouble, one too large request its own. */
const SCOPES: Readonly<Partial<Record<Reason, Scope>>> = {
  quota_exhausted: 'credential',
  request_exceeds_limit: 'request',
};

/** The verdict on a failure. Total and pure: the same failure always gets the same verdict. */
export function classify(failure: Failure, options?: ClassifyOptions): Classification {
  if (failure.kind === 'refused') return refused(failure);
  const user = options?.rules && matchUserRule(failure, options.rules);
  const evidence = evidenceOf(failure);
  if (user !== undefined) return byUser(failure, user.rule, user.index, evidence.text);
  const { reason, rule } = decide(failure, evidence);
  const code = codeOf(reason) ?? (reason === 'cancelled' ? null : 500);
  const hint = reason === 'cancelled' ? undefined : waitHint(failure, evidence.text, code === 429);
  // A 402 that says when to come back is a hold on credit, not the end of it.
  if (reason === 'billing' && failure.status === 402 && failure.headers['retry-after'] !== undefined && hint) {
    return verdict(failure, 429, 'rate_limited', true, `${rule}+retry-after`, evidence.text, hint);
  }
  return verdict(failure, code, reason, isRetryable(failure, code, reason, evidence.text), rule, evidence.text, hint);
}

function isRetryable(failure: Failure, code: Code | null, reason: Reason, text: string): boolean {
  if (code === null || code < 429 || reason === 'unknown' || FINAL.has(reason)) return false;
  if (reason === 'dns_failure') return /eai again|temporary failure/.test(text);
  if (FINAL_STATUSES.includes(failure.status)) return false;
  return failure.headers['x-should-retry'] !== 'false';
}

function verdict(
  failure: Failure,
  code: Code | null,
  reason: Reason,
  retryable: boolean,
  rule: string,
  text: string,
  hint: WaitHint | undefined,
): Classification {
  const scope = isHearsay(failure, text) ? 'request' : scopeOf(code, reason, text);
  const advice = advise(failure, reason, code, text, hint);
  if (hint === undefined) return { code, reason, retryable, scope, advice, rule };
  return {
    code,
    reason,
    retryable,
    retryAfterMs: hint.ms,
    retryAt: failure.wallNowMs + hint.ms,
    scope,
    advice,
    rule,
  };
}

/** A bare error with no code and no status, which may come from anywhere: its words pause no credential. */
function isHearsay({ kind, codes }: Failure, text: string): boolean {
  return kind === 'unknown' && codes.length === 0 && !/\b[45]\d\d\b/.test(text);
}

function scopeOf(code: Code | null, reason: Reason, text: string): Scope {
  if (code === null || reason === 'unknown') return 'request';
  // OpenRouter: what is left does not pay for this request, and may for a smaller one.
  if (reason === 'billing' && text.includes('only afford')) return 'request';
  return (
    SCOPES[reason] ??
    (code === 400 ? 'request' : code <= 403 ? 'credential' : code === 429 || code === 503 ? 'target' : 'upstream')
  );
}

function refused(failure: Failure): Classification {
  const own = failure.codes[0] ?? 'unknown';
  const rule = `breakwater/${own}`;
  const timeout = own === 'attempt-timeout';
  const ms = failure.waits['retryAfterMs'];
  const hint = typeof ms === 'number' && ms >= 0 ? { ms, source: 'Breakwater' } : undefined;
  if (own === 'credential-paused') {
    const broke = failure.status === 403;
    return verdict(failure, broke ? 403 : 429, broke ? 'billing' : 'quota_exhausted', false, rule, '', hint);
  }
  const reason = timeout ? 'client_timeout' : 'refused';
  const code = failure.status === 504 ? 504 : 503;
  const result = verdict(failure, code, reason, timeout, rule, '', hint);
  return timeout ? result : { ...result, scope: 'request' };
}

/** Where the rule gives no reason it is the first of its code, the plainest one. */
function byUser(failure: Failure, { then }: ClassifyRule, index: number, text: string): Classification {
  const { code, reason = REASONS[code][0], retryAfter } = then;
  const retryable = then.retryable ?? (code >= 429 && !FINAL.has(reason));
  const stated = durationMs(retryAfter);
  const hint = stated >= 0 ? { ms: stated, source: 'policy' } : waitHint(failure, text, code === 429);
  return verdict(failure, code, reason, retryable, `user/${index}`, text, hint);
}
