import { describe, expect, it } from 'vitest';
import { createLedger } from '../measure/ledger.ts';
import { noteLine, standingsLine } from './log-view.ts';

describe('the log', () => {
  it('has the time, the step and what happened', () => {
    expect(noteLine({ atMs: 6_249, step: 'detect', text: 'first HTTP 503' })).toBe('  6.2 s  detect    first HTTP 503');
  });

  it('tells how all stand, and how many calls wait', () => {
    const ledger = createLedger();
    ledger.arrived(1)(2, 'served');
    ledger.arrived(2)(3, 'lost');
    ledger.arrived(3);
    const race = { nowMs: () => 4_000, entries: [{ name: 'Breakwater' as const, ledger }] };
    expect(standingsLine(race)).toBe('  4.0 s  report    served/lost: Breakwater 1/1 (1 waiting)');
  });
});
