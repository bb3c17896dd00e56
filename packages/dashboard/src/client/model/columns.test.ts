import { describe, expect, it } from 'vitest';
import type { Period } from '../../view/view.ts';
import { columnsOf, countOf, kindsOf, stacked } from './columns.ts';

const period = (at: number, kinds: Record<string, number> = {}): Period => ({ at, kinds }) as Period;

describe('the columns of a chart', () => {
  it('have a place for every step, those in which nothing happened too', () => {
    const { at, periods } = columnsOf([period(2_000), period(6_000)], 2_000, 1_000, 8_500);
    expect(at).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
    expect(periods.map((found) => found?.at)).toEqual([undefined, 2_000, undefined, 6_000, undefined]);
  });
});

describe('the kinds of failures', () => {
  it('stand by code, and within a code by how often', () => {
    expect(kindsOf({ '503 overloaded': 9, '502 dns_failure': 1, '502 bad_gateway': 4 })).toEqual([
      '502 bad_gateway',
      '502 dns_failure',
      '503 overloaded',
    ]);
  });

  it('beyond the seven most frequent are one, and lose no count', () => {
    const counts = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`50${index % 5} kind-${index}`, 12 - index]),
    );
    const kinds = kindsOf(counts);
    expect(kinds).toHaveLength(8);
    expect(kinds.at(-1)).toBe('others');
    const sum = kinds.reduce((total, kind) => total + countOf(period(0, counts), kind, kinds), 0);
    expect(sum).toBe(78);
  });
});

describe('stacked lines', () => {
  it('stand on those before them', () => {
    const line = (values: (number | null)[]): Parameters<typeof stacked>[0][number] => ({
      label: '',
      color: '',
      values,
    });
    expect(stacked([line([1, 2]), line([null, 3]), line([4, 0])])).toEqual([
      [1, 2],
      [1, 5],
      [5, 5],
    ]);
  });
});
