import type { Failure } from '../detect/failure.ts';

/** Longer than any period that a provider resets after (a month); beyond it a hint is garbled. */
const LONGEST_MS = 100 * 86_400_000;

/** Header and field names that count milliseconds. */
const IN_MS = /ms$/i;
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  mi: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  mo: 30 * 86_400_000,
};
const DURATION =
  /(\d{1,12}(?:\.\d{1,12})?) ?(ms|milliseconds?|s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?|months?)(?![a-z])/y;

/** .NET's `5.03:23:11` and `00:00:32`: days, hours, minutes, seconds. */
const CLOCK = /(?:(\d{1,3})\.)?(\d\d):(\d\d):(\d\d)(?![\d:])/y;

/** Headers that state a wait, most exact first. */
const EXPLICIT = ['retry-after-ms', 'x-ms-retry-after-ms', 'retry-after', 'x-retry-after'];

/** A wait that the upstream asked for, and the header or field that said so. */
export interface WaitHint {
  /** 0 or more. */
  readonly ms: number;
  readonly source: string;
}

/**
 * The wait that a failure states, in any of the forms in use. An explicit header outranks a reset of an exhausted
 * dimension, that a field of the body, that prose, and prose the reset of a dimension that is not known to be empty.
 * @returns undefined where nothing was said, or only something negative, past, absurd or garbled.
 */
export function waitHint(failure: Failure, text: string, limited: boolean): WaitHint | undefined {
  const { headers, waits, wallNowMs } = failure;
  for (const name of EXPLICIT) {
    const ms = parseWait(headers[name], name, wallNowMs);
    if (ms !== undefined) return { ms, source: name };
  }
  const resets = limited ? resetHints(failure) : undefined;
  if (resets?.empty !== undefined) return resets.empty;
  for (const name in waits) {
    const ms = parseWait(waits[name], name, wallNowMs);
    if (ms !== undefined && (ms > 0 || !/reset/i.test(name))) return { ms, source: name };
  }
  const prose = text === '' ? undefined : proseWait(text, wallNowMs);
  if (prose !== undefined) return { ms: prose, source: 'message' };
  return resets?.largest;
}

/** The two-reset rule: the dimension with nothing left decides, else the one that resets last. */
function resetHints(failure: Failure): Record<'empty' | 'largest', WaitHint | undefined> {
  let empty: WaitHint | undefined;
  let largest: WaitHint | undefined;
  for (const [name, value] of Object.entries(failure.headers)) {
    if (!/limit.*reset|reset-after|^ratelimit-reset/.test(name)) continue;
    const ms = parseWait(value, name, failure.wallNowMs);
    // 0 and -1 stand for "unknown" in a reset header.
    if (ms === undefined || ms === 0) continue;
    const hint = { ms, source: name };
    if (largest === undefined || ms > largest.ms) largest = hint;
    const left = failure.headers[name.replace('reset', 'remaining')];
    if (left !== undefined && Number(left) === 0 && (empty === undefined || ms > empty.ms)) empty = hint;
  }
  return { empty, largest };
}

/** One value: a number of seconds (or of milliseconds, by its name), a duration, an instant. */
export function parseWait(value: string | number | undefined, name: string, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const text = String(value).trim().toLowerCase();
  if (/^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) {
    const number = Number(text);
    // Above these a number can only be an instant: a length would be thirty years.
    if (number >= 1e12) return within(number - nowMs);
    if (number >= 1e9 && !IN_MS.test(name)) return within(number * 1_000 - nowMs);
    return within(IN_MS.test(name) ? number : number * 1_000);
  }
  const duration = durationMs(text, 0);
  if (duration !== undefined && duration.end === text.length) return within(duration.ms);
  // An HTTP-date or an RFC 3339 instant; `Date.parse` alone would take almost anything.
  if (text.length < 48 && /^(?:[a-z]{3,9},? \d|\d{4}-\d\d-\d\d[t ]\d)/.test(text))
    return within(Date.parse(text) - nowMs);
  return undefined;
}

function within(ms: number): number | undefined {
  return ms >= 0 && ms <= LONGEST_MS ? Math.max(0, Math.ceil(ms - 1e-6)) : undefined;
}

/** Reads `6m0s`, `34.07s`, `2 hours 5 minutes` from `start`. */
function durationMs(text: string, start: number): { readonly ms: number; readonly end: number } | undefined {
  let ms = 0;
  let end = start;
  CLOCK.lastIndex = start;
  const clock = CLOCK.exec(text);
  if (clock !== null) {
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = clock.slice(1).map((part) => Number(part ?? 0));
    return { ms: (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000, end: CLOCK.lastIndex };
  }
  for (let part = 0; part < 5; part++) {
    DURATION.lastIndex = text[end] === ' ' ? end + 1 : end;
    const match = DURATION.exec(text);
    if (match === null) break;
    const unit = match[2] ?? '';
    // `ms`, `milliseconds` and `months` by two letters, `minutes` and the rest by one.
    ms += Number(match[1]) * (UNITS[/^(?:ms|mil|mo)/.test(unit) ? unit.slice(0, 2) : unit.charAt(0)] ?? 0);
    end = DURATION.lastIndex;
  }
  return end === start ? undefined : { ms, end };
}

/**
 * "try again in", "retry after", "resets in", and the fields of bodies that would not parse, as words: sought by the
 * first digit of what follows, because few texts have many of those.
 */
const PROSE =
  /(?<=(?:\b(?:try|available|(?<!with )retry)(?: it| your request| this request| again)* (?:in|after)|(?:resets?|replenished) (?:in|after)|wait(?: for)?|been timed out for|retry (?:after|delay)) ?:? ?(?:about |approximately )?)\d/g;
const PROSE_INSTANT = /resets? at ?:? (\d{4}) (\d\d) (\d\d)[t ](\d\d:\d\d:\d\d)(?: ?utc|z)/;
const PROSE_CHINESE = /(\d{1,6}) ?(秒|分钟|小时)后/;

function proseWait(text: string, nowMs: number): number | undefined {
  PROSE.lastIndex = 0;
  while (PROSE.test(text)) {
    const start = PROSE.lastIndex - 1;
    const duration = durationMs(text, start);
    if (duration !== undefined) return within(duration.ms);
    const bare = /^\d{1,9}(?:\.\d{1,9})?(?=\s*$|[\n,;:!]|\.(?!\d))/.exec(text.slice(start, start + 24));
    if (bare !== null) return within(Number(bare[0]) * 1_000);
  }
  const chinese = PROSE_CHINESE.exec(text);
  if (chinese !== null)
    return within(Number(chinese[1]) * (chinese[2] === '秒' ? 1e3 : chinese[2] === '分钟' ? 6e4 : 36e5));
  const instant = PROSE_INSTANT.exec(text);
  return instant === null
    ? undefined
    : within(Date.parse(`${instant[1]}-${instant[2]}-${instant[3]}T${instant[4]}Z`) - nowMs);
}
