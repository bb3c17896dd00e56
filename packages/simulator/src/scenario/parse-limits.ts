import { duration, type Field, isRecord, needed, number, optional, quote, type Read, section, text } from './read.ts';
import type { Limits, RetryAfter } from './scenario.ts';

const date = section({ date: needed(section({ in: needed(duration()), skew: optional(duration(true), 0) })) });

/** `'none'`, `'exact'`, `'precise'`, the header's text, or a date by a clock that may be wrong. */
export const retryAfter: Read<RetryAfter> = (value, path, problems) => {
  if (value === 'none' || value === 'exact' || value === 'precise') return { kind: value };
  if (isRecord(value) && 'text' in value) {
    return { kind: 'text', text: section({ text: needed(text) })(value, path, problems).text };
  }
  if (isRecord(value) && 'date' in value) {
    const read = date(value, path, problems).date;
    return { kind: 'date', inMs: read?.in, skewMs: read?.skew };
  }
  const allowed = '"none", "exact", "precise", { "text": "10" } or { "date": { "in": "2s", "skew": "5m" } }';
  problems.push({ path, found: quote(value), allowed });
  return { kind: 'none' };
};

/** The keys of a limit. */
export const limitFields: { readonly [Key in keyof Limits]: Field<Limits[Key]> } = {
  perSecond: optional(number(0.001, 1_000_000_000), Infinity),
  burst: optional(number(1, 1_000_000_000), 1),
  tokensPerSecond: optional(number(0.001, 1_000_000_000), Infinity),
  tokenBurst: optional(number(1, 1_000_000_000), 1),
  retryAfter: optional<RetryAfter>(retryAfter, { kind: 'none' }),
};

export const limits: Read<Limits> = section(limitFields);
