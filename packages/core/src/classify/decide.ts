import type { Failure } from '../detect/failure.ts';
import { evidenceOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import type { Reason } from './reference.ts';
import { ruleIndex } from './rule-index.ts';
import { STATUSES } from './rules/http.ts';
import type { Match, TextMatch, TextRows } from './text-rows.ts';

/** JavaScript's own errors: a bug, whatever words are in it, unless something shows that a call failed. */
const BUG = /^(?:Type|Reference|Range|Eval|URI|Assertion|Zod|Syntax)Error$/;

/** What was wrong, and the row that says so. */
export function decide(failure: Failure, evidence: Evidence = evidenceOf(failure)): Match {
  const { kind, status: wire } = failure;
  if (kind === 'aborted') return { reason: 'cancelled', rule: 'signal/aborted' };
  const found = matching(failure, evidence);
  if (kind === 'timeout') {
    return found?.reason === 'client_timeout' ? found : { reason: 'client_timeout', rule: 'signal/timeout' };
  }
  if (found !== undefined) return settle(found, failure, evidence);
  if (evidence.status !== undefined) return byStatus(evidence.status);
  if (kind === 'network') return { reason: 'connection_failed', rule: 'network/unknown' };
  if (kind === 'stream') return { reason: 'stream_interrupted', rule: 'stream/unknown' };
  if (kind === 'response' && wire !== undefined) return byStatus(wire);
  return kind === 'response'
    ? { reason: 'server_error', rule: 'response/unknown' }
    : { reason: 'unknown', rule: 'unknown/unrecognized' };
}

function byStatus(status: number): Match {
  const reason = STATUSES[status] ?? (status >= 500 ? 'server_error' : status >= 400 ? 'invalid_request' : undefined);
  return { reason: reason ?? 'invalid_response', rule: `http/${status}` };
}

function matching(failure: Failure, { text, status }: Evidence): Match | undefined {
  const { codes, texts, lastTexts } = ruleIndex();
  for (const code of failure.codes) if (codes.has(code)) return codes.get(code);
  for (const type of failure.types) if (codes.has(type)) return codes.get(type);
  if (text === '') return undefined;
  if (failure.kind === 'unknown' && failure.types.some((type) => BUG.test(type))) return bug(text, texts);
  return byText(texts, text, status) ?? (status === undefined ? byText(lastTexts, text, status) : undefined);
}

/** Of a bug only a body that would not parse is told apart: `SyntaxError: Unexpected end of JSON input`. */
function bug(text: string, rows: TextRows): Match {
  const unparsed = rows.first(text, ({ reason }) => reason === 'invalid_response');
  return unparsed ?? { reason: 'unknown', rule: 'unknown/bug' };
}

/**
 * A request that was refused speaks of timeouts and capacity only as names of its parameters, and a 429 of keys, prompts
 * and connections only by the way; there those rows are passed over.
 */
function byText(rows: TextRows, text: string, status: number | undefined): Match | undefined {
  const limited = status === 429;
  const refused = status !== undefined && status >= 400 && status < 500 && status !== 408 && !limited;
  return rows.first(text, ({ reason, code }: TextMatch) => {
    if (refused && code >= 500) return false;
    // Payment required: what it says of a rate is about money all the same.
    if (status === 402 && reason === 'rate_limited') return false;
    return !limited || code === 429 || code === 503 || reason === 'billing';
  });
}

/** Rows that mean one thing under one status and another under the next. */
function settle(match: Match, failure: Failure, { text, status }: Evidence): Match {
  let reason: Reason = match.reason;
  // No money under a 429 is a quota; anywhere else it is a bill.
  if (reason === 'billing' && status === 429) reason = 'quota_exhausted';
  // A rolling limit of the day that says when to come back is a rate limit.
  else if (reason === 'quota_exhausted' && /(?:per day|\b[rt]pd\b).*(?:try again in|retry after)/.test(text))
    reason = 'rate_limited';
  // Google says OpenAI's sentence for want of money of a minute's quota as well, and then when to come back.
  else if (isOfMinute(match, failure, text)) reason = 'rate_limited';
  // The same words, said by a server: it gave up on what is behind it.
  else if (reason === 'client_timeout' && saidByServer(failure, text)) reason = 'gateway_timeout';
  return reason === match.reason ? match : { reason, rule: match.rule };
}

function isOfMinute(match: Match, failure: Failure, text: string): boolean {
  if (match.rule !== 'google/quota_exhausted' || /per day|limit: 0\b/.test(text)) return false;
  return 'retryDelay' in failure.waits || /(?<!with )retry (in|delay)/.test(text);
}

function saidByServer(failure: Failure, text: string): boolean {
  return (failure.status ?? 0) >= 400 || failure.body !== undefined || text.includes('upstream');
}
