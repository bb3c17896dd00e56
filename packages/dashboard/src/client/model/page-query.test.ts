import { describe, expect, it } from 'vitest';
import { readPageQuery, writePageQuery } from './page-query.ts';

describe('the address of the page', () => {
  it('says what is shown, and nothing that is as usual', () => {
    expect(writePageQuery({ target: undefined, range: '5m', until: undefined })).toBe('');
    expect(writePageQuery({ target: 'openai/gpt-5 & co', range: '1h', until: 1_767_225_600_000 })).toBe(
      '?target=openai%2Fgpt-5+%26+co&range=1h&until=1767225600000',
    );
  });

  it('is read back as it was written', () => {
    const query = { target: 'openai/gpt-5 & <co>', range: '24h', until: 5 } as const;
    expect(readPageQuery(writePageQuery(query))).toEqual(query);
  });

  it('counts for nothing where it makes no sense', () => {
    expect(readPageQuery('?range=constructor&until=soon')).toEqual({
      target: undefined,
      range: '5m',
      until: undefined,
    });
  });
});
