import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inBatches } from './in-batches.ts';

/** What was written, each time, and how often it was flushed. */
function start(): ReturnType<typeof inBatches> & { readonly written: string[]; readonly flushes: () => number } {
  const written: string[] = [];
  let flushes = 0;
  const batches = inBatches({ write: (text) => written.push(text), flush: () => flushes++ });
  return { ...batches, written, flushes: () => flushes };
}

describe('lines in batches', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('go out together, in their order', () => {
    const { write, written } = start();
    for (let line = 1; line <= 70; line++) write(`${line}\n`);
    expect(written.map((text) => text.split('\n').length - 1)).toEqual([32, 32]);
    expect(written.join('')).toMatch(/^1\n2\n3\n[^]*\n63\n64\n$/);
  });

  it('wait for half a second at the latest', () => {
    const { write, written, flushes } = start();
    write('alone\n');
    expect(written).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(written).toEqual(['alone\n']);
    expect(flushes()).toBe(1);
    vi.advanceTimersByTime(5_000);
    expect(flushes()).toBe(1);
  });

  it('go out at once when they are asked to', () => {
    const { write, flush, written, flushes } = start();
    write('urgent\n');
    flush();
    expect(written).toEqual(['urgent\n']);
    expect(flushes()).toBe(1);
  });
});

describe('the log of a process that ends suddenly', () => {
  it.each([1, 40, 1_000])('has all of %i lines', async (lines) => {
    const log = JSON.stringify(join(import.meta.dirname, 'log.ts'));
    const code = `
      const { createLog } = await import(${log});
      const log = createLog('info');
      await new Promise((resolve) => setImmediate(resolve));
      for (let number = 1; number <= ${lines}; number++) log.info({ number }, 'told');
      process.exit(0);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code]);
    const numbers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { number: number }).number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: lines }, (_, index) => index + 1));
  });
});
