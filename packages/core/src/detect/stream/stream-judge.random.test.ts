import { assert, property } from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { byteByByte, endsOf, judge, piecesOf, randomCuts, randomStream } from '../../../test/random-stream.ts';
import type { StreamJudge } from './stream-judge.ts';

/** Where WebAssembly may not be used. */
async function slowJudge(): Promise<typeof StreamJudge> {
  vi.resetModules();
  const { StreamJudge: Judge } = await import('./stream-judge.ts');
  const { fastLeap } = await import('./fast-leap.ts');
  vi.stubGlobal('WebAssembly', undefined);
  expect(fastLeap()).toBeUndefined();
  vi.unstubAllGlobals();
  return Judge;
}

describe('a stream whose events are alike', () => {
  it('is known as well after each piece as where each event is read in full', { timeout: 120_000 }, async () => {
    const SlowJudge = await slowJudge();
    assert(
      property(randomStream, randomCuts, (stream, cuts) => {
        const { bytes } = stream;
        const ends = endsOf(cuts, bytes.length);
        const pieces = piecesOf(bytes, ends);
        const read = judge(stream, byteByByte(bytes));
        const expected = { verdict: read.verdict, known: new Map(ends.map((end) => [end, read.known.get(end)])) };
        // Nothing is known of no bytes.
        if (expected.known.has(0)) expected.known.set(0, judge(stream, [bytes.slice(0, 0)]).known.get(0));
        expect(judge(stream, pieces)).toEqual(expected);
        expect(judge(stream, pieces, SlowJudge)).toEqual(expected);
      }),
      { seed: 5, numRuns: 150 },
    );
  });
});
