import { describe, expect, it } from 'vitest';
import { LineQuota } from './line-quota.ts';

function taken(quota: LineQuota<string>, type: string, kind: string, count: number): number {
  return Array.from({ length: count }, (_, place) => quota.take(type, kind, `${kind} ${place}`)).filter(Boolean).length;
}

describe('a quota of lines', () => {
  it('lets the first few of each kind pass, and tells how many more there were', () => {
    const quota = new LineQuota<string>(3);
    expect([taken(quota, 'failure', 'a', 8_000), taken(quota, 'failure', 'b', 2)]).toEqual([3, 2]);
    expect(quota.renew()).toEqual([{ example: 'a 3', count: 7_997 }]);
  });

  it('begins anew with each window', () => {
    const quota = new LineQuota<string>(2);
    taken(quota, 'failure', 'a', 9);
    quota.renew();
    expect(taken(quota, 'failure', 'a', 9)).toBe(2);
    expect(quota.renew()).toEqual([{ example: 'a 2', count: 7 }]);
    expect(quota.renew()).toEqual([]);
  });

  it('takes the eleventh kind of a type and all further ones for one', () => {
    const quota = new LineQuota<string>(2);
    let lines = 0;
    for (let kind = 0; kind < 5_000; kind++) lines += taken(quota, 'failure', `target ${kind}`, 2);
    expect(lines).toBe(11 * 2);
    expect(quota.renew()).toEqual([{ example: 'target 11 0', count: 4_989 * 2 }]);
  });

  it('keeps the lines of one type apart from those of another', () => {
    const quota = new LineQuota<string>(1);
    for (let kind = 0; kind < 100; kind++) quota.take('failure', String(kind), '');
    expect(quota.take('alert', 'raised', '')).toBe(true);
  });
});
