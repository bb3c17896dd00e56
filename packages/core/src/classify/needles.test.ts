import { describe, expect, it } from 'vitest';

import { needlesOf } from './needles.ts';

describe('needlesOf', () => {
  it.each<[pattern: RegExp, needles: readonly string[]]>([
    [/overload/, ['overload']],
    [/overload|at capacity/, ['overload', 'at capacity']],
    [/rate ?limit/, ['limit']],
    [/retry\.after/, ['retry.after']],
    [/quota.{0,30}exceeded/, ['exceeded']],
    [/quotas+ of/, ['quotas']],
    [/\bcert [\w\]|)]{1,9}expired$/m, ['expired']],
    [/(prompt|input) is too long/, [' is too long']],
    [/(prompt|input (text|audio)) .{0,9}xyz/, ['prompt', 'input ']],
    [/(key|token)s?.{0,30}(was )?expired/, ['expired']],
    [/(?<!no )limits?/, ['limit']],
    [/余额|欠费/, ['余额', '欠费']],
  ])('finds in %s what no match can do without', (pattern, needles) => {
    expect(needlesOf(pattern.source)).toEqual(needles);
  });

  it.each([/\d{3}/, /ab/, /(?:any|thing)/, /longer|\bno\b/, /(longer)?/, /(longer|no)/, /(longer){0,2}x/, /[longer]/])(
    'finds nothing in %s',
    (pattern) => {
      expect(needlesOf(pattern.source)).toBeUndefined();
    },
  );
});
