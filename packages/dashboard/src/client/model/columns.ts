import type { Period } from '../../view/view.ts';

/** What a chart draws: one number per step of time and line. */
export interface Line {
  readonly label: string;
  readonly color: string;
  /** One for each step; null where nothing is known. */
  readonly values: readonly (number | null)[];
}

/** The steps of a range, oldest first, with what happened in each; undefined where nothing did. */
export interface Columns {
  /** The beginning of each step, milliseconds since the epoch. */
  readonly at: readonly number[];
  readonly periods: readonly (Period | undefined)[];
}

/** Lays periods out on all steps of a range, so that a step in which nothing happened has a place too. */
export function columnsOf(periods: readonly Period[], stepMs: number, fromMs: number, toMs: number): Columns {
  const byTime = new Map(periods.map((period) => [period.at, period]));
  const first = Math.floor(fromMs / stepMs) * stepMs;
  const length = Math.max(1, Math.floor((toMs - first) / stepMs) + 1);
  const at = Array.from({ length }, (_, index) => first + index * stepMs);
  return { at, periods: at.map((time) => byTime.get(time)) };
}

/** Kinds of failure shown by name; the rest are one. */
const MOST_KINDS = 7;
const OTHER_KINDS = 'others';

/** The kinds of failures of a range by code and then by how often, and `others` last. */
export function kindsOf(kinds: Readonly<Record<string, number>>): readonly string[] {
  const byCount = Object.entries(kinds).toSorted(([, left], [, right]) => right - left);
  const named = byCount.slice(0, byCount.length <= MOST_KINDS + 1 ? MOST_KINDS + 1 : MOST_KINDS).map(([kind]) => kind);
  const codes = named.toSorted((left, right) => left.slice(0, 3).localeCompare(right.slice(0, 3)));
  return named.length < byCount.length ? [...codes, OTHER_KINDS] : codes;
}

/** How often a kind, or `others` than `named`, was seen in a period. */
export function countOf(period: Period | undefined, kind: string, named: readonly string[]): number {
  if (period === undefined) return 0;
  if (kind !== OTHER_KINDS) return period.kinds[kind] ?? 0;
  const others = Object.entries(period.kinds).filter(([name]) => !named.includes(name));
  return others.reduce((sum, [, count]) => sum + count, 0);
}

/** Each line on top of those before it, as it is drawn. */
export function stacked(lines: readonly Line[]): readonly (readonly number[])[] {
  const sums = lines[0]?.values.map(() => 0) ?? [];
  return lines.map(({ values }) => values.map((value, index) => (sums[index] = (sums[index] ?? 0) + (value ?? 0))));
}
