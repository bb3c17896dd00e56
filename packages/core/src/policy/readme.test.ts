import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { policyTable } from '../../scripts/policy-table.ts';

/** A table row without the padding that a formatter adds. */
function bare(line: string): string {
  return line.replaceAll(/\s+/g, ' ');
}

describe('the README', () => {
  it('lists every key with its default and meaning, as the docstrings say', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const rows = readme.split('\n').map(bare);
    expect(policyTable().length).toBeGreaterThan(25);
    for (const row of policyTable()) expect(rows).toContain(bare(row));
  });
});
