import { expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import type { Gate } from './gate/gate.ts';
import { noteQuota } from './note-quota.ts';
import type { RunOptions } from './run-options.ts';

const HEADERS = {
  'x-ratelimit-limit-requests': '100',
  'x-ratelimit-remaining-requests': '10',
  'x-ratelimit-reset-requests': '20s',
};

/** What the gate was told of the quota in an answer. */
function told(headersOf: RunOptions<string>['headersOf']): unknown[] {
  const seen: unknown[] = [];
  const gate = { quotaSeen: (...args: unknown[]) => void seen.push(args) } as unknown as Gate;
  noteQuota('answer', { headersOf }, gate, fakeClock(), 500);
  return seen;
}

it('the gate hears of a quota that the headers of an answer tell', () => {
  expect(told((answer) => (answer === 'answer' ? HEADERS : undefined))).toEqual([
    [expect.objectContaining({ perSecond: 4.5, resetMs: 20_000 }), 500],
  ]);
});

it('the gate hears nothing where there are no headers, or no quota in them, or whoever reads them has a bug', () => {
  const broken = (): never => {
    throw new Error('a bug');
  };
  for (const headersOf of [undefined, () => undefined, () => ({}), broken]) expect(told(headersOf)).toEqual([]);
});
