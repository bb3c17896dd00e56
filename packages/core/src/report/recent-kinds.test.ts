import { describe, expect, it } from 'vitest';
import { RecentKinds } from './recent-kinds.ts';

describe('recent kinds', () => {
  it('are counted by kind, for as long as the window reaches', () => {
    const kinds = new RecentKinds(60_000);
    kinds.add(0, 'a');
    kinds.add(4_999, 'a');
    kinds.add(30_000, 'b');
    expect(kinds.counts(59_999)).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    );
    expect(kinds.counts(60_000)).toEqual(new Map([['b', 1]]));
    expect(kinds.counts(90_000)).toEqual(new Map());
  });

  it('forget what is older when something new is seen', () => {
    const kinds = new RecentKinds(60_000);
    for (let minute = 0; minute < 100; minute++) kinds.add(minute * 60_000, `kind ${minute}`);
    expect(kinds.counts(99 * 60_000)).toEqual(new Map([['kind 99', 1]]));
  });
});
