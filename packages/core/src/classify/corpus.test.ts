import { describe, expect, it } from 'vitest';

import { readSpecimens, SHAPES } from '../../test/specimens.ts';
import type { Specimen } from '../../test/specimens.ts';
import { classify } from './classify.ts';

/** Labels of the corpus that we hold to be wrong: see `fixtures/README.md`. None so far. */
const DISPUTED: ReadonlySet<string> = new Set();

interface Score {
  verdicts: number;
  waits: number;
  readonly misses: string[];
}

function score(specimens: readonly Specimen[], shape: string): Score {
  const result: Score = { verdicts: 0, waits: 0, misses: [] };
  for (const specimen of specimens) {
    const { id, expected } = specimen;
    const { code, reason, retryable, retryAfterMs = null, rule } = classify(SHAPES[shape]!(specimen));
    const right = code === expected.code && reason === expected.reason && retryable === expected.retryable;
    const wait = expected.retry_after_ms;
    const close =
      wait === null || retryAfterMs === null
        ? wait === retryAfterMs
        : Math.abs(wait - retryAfterMs) <= Math.max(1_000, wait / 100);
    if (right || DISPUTED.has(id)) result.verdicts++;
    if (close) result.waits++;
    if (!right || !close)
      result.misses.push(`${id} as ${shape}: ${code} ${reason} ${retryable} ${retryAfterMs} (${rule})`);
  }
  return result;
}

describe.each(Object.keys(SHAPES))('real failures, as %s', (shape) => {
  it.each([
    ['errors.jsonl', 0.99],
    ['held-out.jsonl', 0.97],
    ['held-out-b.jsonl', 0.97],
    ['held-out-c.jsonl', 0.97],
    ['held-out-d.jsonl', 0.97],
    ['held-out-e.jsonl', 0.97],
    ['held-out-f.jsonl', 0.97],
  ])('are classified right in %s', (file, floor) => {
    const specimens = readSpecimens(file);
    const { verdicts, waits, misses } = score(specimens, shape);
    if (misses.length > 0) process.stdout.write(`${misses.join('\n')}\n`);
    expect(verdicts / specimens.length).toBeGreaterThanOrEqual(floor);
    expect(waits / specimens.length).toBeGreaterThanOrEqual(0.97);
  });
});
