import { describe, expect, it } from 'vitest';
import { createLedger } from './ledger.ts';

describe('a ledger', () => {
  it('has a call waiting until it ends', () => {
    const ledger = createLedger();
    const ended = ledger.arrived(10);
    expect(ledger.calls).toEqual([{ arrivedMs: 10, endedMs: undefined, fate: 'waiting' }]);
    ended(30, 'served');
    expect(ledger.calls).toEqual([{ arrivedMs: 10, endedMs: 30, fate: 'served' }]);
  });

  it('believes the first end of a call only', () => {
    const ledger = createLedger();
    const ended = ledger.arrived(10);
    ended(30, 'lost');
    ended(40, 'served');
    expect(ledger.calls[0]).toMatchObject({ endedMs: 30, fate: 'lost' });
  });

  it('keeps the calls apart, in whatever order they end', () => {
    const ledger = createLedger();
    const [first, second] = [ledger.arrived(1), ledger.arrived(2)];
    second(3, 'served');
    first(4, 'lost');
    expect(ledger.calls.map(({ fate }) => fate)).toEqual(['lost', 'served']);
  });
});
