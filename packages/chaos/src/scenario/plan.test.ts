import { describe, expect, it } from 'vitest';
import { createPlan, formatPlan, parsePlan } from './plan.ts';

const kinds = (plan: ReturnType<typeof createPlan>, requests: number) =>
  Array.from({ length: requests }, (_, index) => {
    const fault = plan(index + 1);
    return fault?.kind === 'status' ? String(fault.status) : fault?.kind;
  });

describe('plan', () => {
  it('gives the n-th request the n-th step, and nothing beyond the last', () => {
    expect(kinds(createPlan(['429', 'reset', 'ok']), 4)).toEqual(['429', 'reset', 'ok', undefined]);
  });

  it('repeats a step so often, or for ever', () => {
    expect(kinds(createPlan(['429*2', '500*']), 5)).toEqual(['429', '429', '500', '500', '500']);
  });

  it('survives a URL, texts with commas, colons and slashes included', () => {
    const fault = {
      kind: 'status',
      status: 429,
      retryAfter: '1,2:3/4',
      headers: { 'x-a': 'b' },
      body: { error: 'x*' },
    } as const;
    const text = formatPlan([fault, 'reset*2']);
    expect(text).not.toContain('/');
    const plan = parsePlan(text);
    expect(plan(1)).toEqual(fault);
    expect(kinds(plan, 4).slice(1)).toEqual(['reset', 'reset', undefined]);
  });

  it('says which step cannot be read', () => {
    expect(() => parsePlan('429,nonsense')).toThrow(/plan\[1\]: found "nonsense", allowed: a status from 400 to 599/);
  });

  it('takes no fault that comes before any request', () => {
    expect(() => parsePlan('refuse')).toThrow(/belong in the timeline/);
  });
});
