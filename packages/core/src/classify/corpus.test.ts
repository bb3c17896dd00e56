import { describe, expect, it } from 'vitest';

import { readSpecimens, SHAPES, SPECIMEN_FILES } from '../../test/specimens.ts';
import type { Specimen } from '../../test/specimens.ts';
import { classify } from './classify.ts';

/** What is lost on the way: `Headers` takes no name with a colon, and that one has the exception of Bedrock in it. */
const KNOWN_MISSES: readonly string[] = ['bed-010 as sdk'];

/** What the verdict on a specimen is, where it is not the right one, or where the wait is off by 1 s and 1 %. */
function missOf(specimen: Specimen, shape: string): string | undefined {
  const { code, reason, retryable, retryAfterMs = null, rule } = classify(SHAPES[shape]!(specimen));
  const { expected } = specimen;
  const wait = expected.retry_after_ms;
  const isClose =
    wait === null || retryAfterMs === null
      ? wait === retryAfterMs
      : Math.abs(wait - retryAfterMs) <= Math.max(1_000, wait / 100);
  const isRight = code === expected.code && reason === expected.reason && retryable === expected.retryable;
  return isRight && isClose ? undefined : `${code} ${reason} ${retryable} ${retryAfterMs} (${rule})`;
}

describe.each(Object.keys(SHAPES))('real failures, as %s', (shape) => {
  it.each(SPECIMEN_FILES)('are all classified right in %s', (file) => {
    const misses = readSpecimens(file)
      .map((specimen) => [`${specimen.id} as ${shape}`, missOf(specimen, shape)] as const)
      .filter(([name, miss]) => miss !== undefined && !KNOWN_MISSES.includes(name));
    expect(misses).toEqual([]);
  });
});
