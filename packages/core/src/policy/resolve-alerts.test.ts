import { describe, expect, it } from 'vitest';
import { parsePolicy } from './parse-policy.ts';
import { resolveAlerts } from './resolve-alerts.ts';

describe('the alerts of a policy', () => {
  it('are one rule of each type where none is named', () => {
    expect(resolveAlerts(parsePolicy({}))).toEqual([
      { type: 'error-rate', above: 0.5, windowMs: 60_000, minimumCalls: 20 },
      { type: 'spike', factor: 3, minimumCalls: 20 },
      { type: 'new-error' },
      { type: 'credential' },
      { type: 'breaker-open', forMs: 0 },
    ]);
  });

  it('are those that are named, with the defaults of what they leave out', () => {
    const alerts = [
      { type: 'error-rate', above: 0, window: '2m' },
      { type: 'breaker-open', for: '30s' },
      { type: 'spike' },
    ];
    expect(resolveAlerts(parsePolicy({ alerts }))).toEqual([
      { type: 'error-rate', above: 0, windowMs: 120_000, minimumCalls: 20 },
      { type: 'breaker-open', forMs: 30_000 },
      { type: 'spike', factor: 3, minimumCalls: 20 },
    ]);
  });

  it('may be none', () => {
    expect(resolveAlerts(parsePolicy({ alerts: [] }))).toEqual([]);
  });
});
