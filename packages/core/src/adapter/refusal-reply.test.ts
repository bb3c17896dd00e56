import { describe, expect, it } from 'vitest';
import { BreakwaterError } from '../errors.ts';
import { refusalReply } from './refusal-reply.ts';

describe('refusalReply', () => {
  it('says when to come back in whole seconds, never too early', () => {
    const reply = refusalReply(new BreakwaterError('breaker-open', 'a', 'Refused: open', 1_001));
    expect(reply).toEqual({
      status: 503,
      statusText: 'Service Unavailable',
      headers: { 'content-type': 'application/json', 'x-should-retry': 'false', 'retry-after': '2' },
      body: '{"error":{"message":"Refused: open","type":"breakwater","code":"breaker-open"}}',
    });
  });

  it('names no time where none is known, and is a 504 where time ran out', () => {
    const { status, headers } = refusalReply(new BreakwaterError('deadline-exceeded', 'a', 'Refused: late'));
    expect(status).toBe(504);
    expect(headers).not.toHaveProperty('retry-after');
  });
});
