import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INCIDENTS } from './incidents/index.ts';
import { matrixPage } from './matrix.ts';
import { PAGE, runDrivers } from './report.ts';

const reports = await runDrivers();

describe.each(reports)('$name', ({ results, unhandled, lingeredMs }) => {
  it.each(INCIDENTS)('stands $title', ({ title }) => {
    const { findings, shortOf } = results[title] ?? { findings: ['not played'] };
    // What is known to end otherwise has to, or the excuse is out of date.
    const excused = shortOf !== undefined && findings.length > 0;
    expect(excused ? [shortOf] : findings).toEqual(shortOf === undefined ? [] : [shortOf]);
  });

  it('leaves no rejection unhandled', () => {
    expect(unhandled).toEqual([]);
  });

  it('lets the process end at once when its calls have', () => {
    expect(lingeredMs).toBeLessThan(100);
  });
});

describe('the table in the documentation', () => {
  it('is what this run has found', () => {
    const squeeze = (page: string): string => page.replaceAll(/ +\|/g, ' |').replaceAll(/-+/g, '-');
    expect(squeeze(matrixPage(reports))).toBe(squeeze(readFileSync(PAGE, 'utf8')));
  });
});
