import type { Failure } from '../detect/failure.ts';
import { normalizeCode } from './rule-index.ts';

/** No pattern sees more than this much text. */
const MAX_TEXT = 6_000;

/** A failure as the rules read it. */
export interface Evidence {
  /** All messages, outermost first, in lower case. */
  readonly text: string;
  /** All codes, types, and the code-like words of the messages, in the form of the index. */
  readonly words: readonly string[];
  /** The status that tells most: the one on the wire, or where that says little the one said further in. */
  readonly status: number | undefined;
}

/** Words of a message that are codes: errno names, `SCREAMING_SNAKE`, class names. */
const CODE_WORD =
  /\b(?:E[A-Z]{4,20}|[A-Z]{2,24}(?:_[A-Z0-9]{1,24}){1,6}|[A-Z][A-Za-z]{2,60}(?:Error|Exception|Timeout))\b/g;
/** A status that a message speaks of: `429 {…}`, `Error code: 429`, `status code 502`, `provider(404)`. */
const SAID_STATUS =
  /(?:^|\n|(?:failed|error|exception)[:(] ?|\| )([45]\d\d)(?=[ :.{"]|$)|(?:status(?:[ _]?code)?|error[ _]?code|code|http(?:\/[\d.]{1,3})?|provider|error)[ :=("']{1,3}([45]\d\d)\b/g;

export function evidenceOf(failure: Failure): Evidence {
  const raw = failure.messages.join('\n').slice(0, MAX_TEXT);
  const text = raw.toLowerCase();
  const words: string[] = [];
  for (const list of [failure.codes, failure.types]) for (const word of list) words.push(normalizeCode(word));
  if (raw.length > 4) for (const [word] of raw.matchAll(CODE_WORD)) words.push(normalizeCode(word));
  const type = failure.headers['x-amzn-errortype'] ?? failure.headers[':exception-type'];
  if (type !== undefined) words.push(normalizeCode(type.split(':', 1)[0] ?? ''));
  return { text, words, status: statusOf(failure, text) };
}

/** 400 and the 5xx of gateways often wrap another status; 401, 403, 429 and the like say what they mean. */
function statusOf(failure: Failure, text: string): number | undefined {
  const wire = failure.status;
  const wrapper = wire === undefined || wire <= 400 || wire === 424 || wire === 500 || wire === 502;
  if (!wrapper) return wire;
  let said: number | undefined;
  for (const code of failure.codes) if (/^[45]\d\d$/.test(code)) said = Number(code);
  for (const match of text.matchAll(SAID_STATUS)) {
    const found = Number(match[1] ?? match[2]);
    if (found !== wire) said = found;
  }
  return said ?? (wire !== undefined && wire < 400 ? undefined : wire);
}
