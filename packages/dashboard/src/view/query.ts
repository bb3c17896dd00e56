import type { Query } from './view.ts';

/** The names of the ranges that the page offers, as they stand in its address. */
export type RangeName = '5m' | '15m' | '1h' | '6h' | '24h';

/** The ranges, milliseconds. */
export const RANGES: Readonly<Record<RangeName, number>> = {
  '5m': 5 * 60_000,
  '15m': 15 * 60_000,
  '1h': 60 * 60_000,
  '6h': 6 * 60 * 60_000,
  '24h': 24 * 60 * 60_000,
};

export const DEFAULT_RANGE: RangeName = '5m';

export function isRangeName(name: string | null): name is RangeName {
  return name !== null && Object.hasOwn(RANGES, name);
}

/** Longer names of targets are no names of targets. */
const LONGEST_NAME = 1_000;

/**
 * What an address asks for: `?target=openai/gpt-5&range=1h&until=1767225600000`.
 * @returns what was wrong, for the one who asked, where something was.
 */
export function readQuery(parameters: URLSearchParams): Query | string {
  const range = parameters.get('range') ?? DEFAULT_RANGE;
  if (!isRangeName(range)) return `range: allowed are ${Object.keys(RANGES).join(', ')}`;
  const target = parameters.get('target') ?? undefined;
  if (target !== undefined && target.length > LONGEST_NAME) return `target: allowed are ${LONGEST_NAME} characters`;
  const until = parameters.get('until');
  if (until !== null && !/^\d{1,15}$/.test(until)) return 'until: allowed are milliseconds since the epoch';
  return { target, rangeMs: RANGES[range], until: until === null ? undefined : Number(until) };
}
