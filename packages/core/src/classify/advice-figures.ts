import type { Reason } from './reference.ts';

/** No more of a text than this is searched for numbers. */
const MAX_TEXT = 1_000;

const TOO_LARGE: ReadonlySet<Reason> = new Set<Reason>([
  'context_length_exceeded',
  'request_exceeds_limit',
  'payload_too_large',
  'invalid_request',
]);
const LIMITED: ReadonlySet<Reason> = new Set<Reason>(['rate_limited', 'quota_exhausted', 'concurrency_limited']);

/**
 * The numbers that a failure gives, as the beginning of a sentence: "It takes 205,351 tokens, the limit is 200,000: ".
 * Nothing else that the upstream wrote is repeated: it may hold the prompt.
 *
 * @param text - what the failure says, as words.
 */
export function figures(reason: Reason, text: string, headers: Readonly<Record<string, string>>): string {
  if (TOO_LARGE.has(reason)) return sizes(reason, plainNumbers(text));
  if (!LIMITED.has(reason)) return '';
  // Rate limits come in storms, and most say nothing but their status: no pattern need look for a number in that.
  const speaks = text.includes('limit') || text.includes('max ') || text.includes('put tokens per');
  return (speaks && spent(plainNumbers(text))) || nothingLeft(headers);
}

/** `205,351` and `205351` are one number. */
function plainNumbers(text: string): string {
  return text.slice(0, MAX_TEXT).replace(/(\d),(?=\d{3}\b)/g, '$1');
}

function sizes(reason: Reason, text: string): string {
  const ofOutput = /max (?:completion |output |new )?tokens\b.{0,60}\d/.test(text);
  if (reason === 'invalid_request' && !ofOutput) return '';
  // Anthropic: "143653 + 64000 > 200000", prompt and max_tokens
  const sum = /(\d{1,9}) \+ (\d{1,9}) > (\d{1,9})/.exec(text);
  // "205351 tokens > 200000", "7340032 bytes > 5242880 bytes"
  const compared = /\d{3,12}(?: \w{1,8})? >=? (\d{3,12})/.exec(text);
  const limit = Number(
    sum?.[3] ??
      compared?.[1] ??
      /(?:at most|less than or equal to|exceed|max\w{0,12}|limit|context (?:length|size|window)|n ctx|[<>]=?)[^\d\n]{0,40}(\d{3,9})/.exec(
        // "max_tokens: 64000 > 8192": the first number is what was asked for
        text.replace(/max (?:\w+ )?tokens:? (?:is too large: )?\d+/, ''),
      )?.[1] ??
      /(\d{3,9}) max/.exec(text)?.[1],
  );
  const numbers = text.match(/(?<![\w.])\d{3,9}(?!\w)/g)?.map(Number) ?? [];
  const size = sum ? Number(sum[1]) + Number(sum[2]) : Math.max(...numbers);
  if (!(size > limit)) return '';
  if (reason === 'invalid_request') return `max_tokens is ${group(size)}, the limit is ${group(limit)}: `;
  const unit = text.includes('token') ? ' tokens' : text.includes('bytes') ? ' bytes' : '';
  return `It takes ${group(size)}${unit}, the limit is ${group(limit)}: `;
}

const PERIODS: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day' };

/** "Limit 200000, Used 199821, Requested 2295", "current: 1410, limit: 100", "max RPM: 3" */
function spent(text: string): string {
  const limit =
    /(?:limit|max (?:[rt]p[mhds]|\w{0,12} ?concurrency))(?: is| of)? ?[:=]? ?(\d{1,12})/.exec(text)?.[1] ??
    / of (\d{1,12}) (?:in|out)put tokens per/.exec(text)?.[1];
  if (limit === undefined) return '';
  const used = /(?:used|current) ?[:=]? ?(\d{1,12})/.exec(text)?.[1];
  const requested = /requested ?[:=]? ?(\d{1,12})/.exec(text)?.[1];
  const [, what, each] =
    /((?:input |output )?tokens|requests|images|credits) per (second|min|hour|day|month)/.exec(text) ?? [];
  const [, short, period] = /\b([rt])p([mhds])\b/.exec(text) ?? [];
  const dimension = what ?? (short === 't' ? 'tokens' : short && 'requests');
  const per = (each === 'min' ? 'minute' : each) ?? (period && PERIODS[period]);
  const of = dimension === undefined ? '' : ` ${dimension} per ${per}`;
  const parts = [`The limit is ${group(Number(limit))}${of}`];
  if (used !== undefined) parts.push(`${group(Number(used))} are used`);
  if (requested !== undefined) parts.push(`this asks for ${group(Number(requested))}`);
  return `${parts.join(', ')}: `;
}

/** The header of a limit that has nothing left, and the limit where it is known. */
function nothingLeft(headers: Readonly<Record<string, string>>): string {
  for (const name in headers) {
    if (!name.includes('remaining') || !/^[a-z-]*limit[a-z-]*remaining[a-z-]*$/.test(name)) continue;
    const value = headers[name];
    if (Number(value) !== 0 || value === '') continue;
    const limit = Number(headers[name.replace('remaining', 'limit')]);
    return `${name} is 0${limit > 0 ? ` of ${group(limit)}` : ''}: `;
  }
  return '';
}

function group(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
