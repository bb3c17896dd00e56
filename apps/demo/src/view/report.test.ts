import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { SHORT_INCIDENT } from '../incident/incident.ts';
import { reportJson } from './report-json.ts';
import { reportText } from './report-text.ts';
import type { Result } from './result.ts';

const SUMMARY = {
  calls: 10,
  served: 9,
  lost: 1,
  requests: 11,
  requestsDuringOutage: 2,
  requestsPerCall: 1.1,
  recoveryMs: 0,
  promptAgainMs: null,
  p50Ms: 88.644_091_000_000_12,
  p99Ms: 300,
};

const RESULT: Result = {
  incident: SHORT_INCIDENT,
  policy: { $schema: './policy.schema.json', retry: { max: 3 } },
  summaries: { 'plain axios': SUMMARY, 'axios-retry': SUMMARY, Breakwater: SUMMARY },
  checks: [
    { rule: 'every call ends', holds: true, found: '0 of 10 did not' },
    { rule: 'no call is lost', holds: false, found: '1 of 10 were' },
  ],
  steps: {
    detected: new Map([['HTTP 503', 2]]),
    classified: new Map([['503 overloaded', 2]]),
    retries: 2,
    latestDelayMs: undefined,
    recovery: undefined,
    explanation: undefined,
  },
  tookMs: 8_123.4,
};

describe('the report for machines', () => {
  it('is JSON with the three clients, the checks and what Breakwater did', () => {
    expect(JSON.parse(reportJson(RESULT))).toMatchObject({
      holds: false,
      tookMs: 8_123,
      policy: { retry: { max: 3 } },
      contenders: { Breakwater: { served: 9, lost: 1, promptAgainMs: null, p50Ms: 88.644 } },
      steps: { detected: { 'HTTP 503': 2 }, classified: { '503 overloaded': 2 }, retries: 2 },
      checks: [{ holds: true }, { rule: 'no call is lost', holds: false }],
    });
  });
});

describe('the report for people', () => {
  const colors = picocolors.createColors(false);

  it('fits into 80 columns', () => {
    const widths = reportText(RESULT, colors)
      .split('\n')
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  });

  it('names each promise that was broken, with what was found', () => {
    expect(reportText(RESULT, colors)).toContain('Breakwater broke a promise: no call is lost: 1 of 10 were.');
  });

  it('says so when all held', () => {
    const checks = RESULT.checks.filter(({ holds }) => holds);
    expect(reportText({ ...RESULT, checks }, colors)).toContain('All 1 promises held, in 8.1 s.');
  });
});
