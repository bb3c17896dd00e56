import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { FULL_INCIDENT } from '../incident/incident.ts';
import type { Summary } from '../measure/summary.ts';
import { footnotes, resultTable } from './table.ts';

const SUMMARY: Summary = {
  calls: 955,
  served: 955,
  lost: 0,
  requests: 971,
  requestsDuringOutage: 12,
  requestsPerCall: 971 / 955,
  recoveryMs: 0,
  promptAgainMs: 2_500,
  p50Ms: 1_820,
  p99Ms: 10_690,
};
const PLAIN: Summary = {
  ...SUMMARY,
  served: 657,
  lost: 298,
  requestsDuringOutage: 238,
  p50Ms: 90,
  promptAgainMs: null,
};
const SUMMARIES = { 'plain axios': PLAIN, 'axios-retry': PLAIN, Breakwater: SUMMARY };

describe('the table', () => {
  const lines = resultTable(SUMMARIES, picocolors.createColors(false)).split('\n');

  it('is no wider than 80 columns', () => {
    expect(Math.max(...[...lines, ...footnotes(FULL_INCIDENT)].map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('has the three clients side by side', () => {
    expect(lines.find((line) => line.includes('lost'))).toMatch(/│ +298 │ +298 │ +0 │$/);
    expect(lines.find((line) => line.includes('per call'))).toMatch(/ 1\.02 │$/);
  });

  it('says so where something never came', () => {
    expect(lines.find((line) => line.includes('promptly'))).toMatch(/│ +never │ +never │ +2\.5 s │$/);
  });

  it('marks the best of a row, whosever it is, and nobody where all are alike', () => {
    const colored = resultTable(SUMMARIES, picocolors.createColors(true)).split('\n');
    const green = picocolors.createColors(true).green;
    expect(colored.find((line) => line.includes('p50'))?.split(green('0.09 s'))).toHaveLength(3);
    expect(colored.find((line) => line.includes('again (1)'))).not.toContain(green('0.0 s'));
  });
});
