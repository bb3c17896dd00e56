/**
 * Judges random streams in random pieces twice, with WebAssembly and without, and fails at the first of which the two
 * ever know different things. One of a hundred is also read byte by byte, where no event is passed over.
 *
 * `pnpm fuzz:streams [streams = 100000] [seed = 1]`
 */
import { deepStrictEqual } from 'node:assert';
import { registerHooks } from 'node:module';
import { sample, tuple } from 'fast-check';
import type { StreamJudge } from '../src/detect/stream/stream-judge.ts';
import { byteByByte, endsOf, judge, piecesOf, randomCuts, randomStream } from '../test/random-stream.ts';

const streams = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const BATCH = 1_000;
const BYTE_BY_BYTE_EVERY = 100;

const SlowJudge = await judgeWithoutWebAssembly();
for (let done = 0; done < streams; done += BATCH) {
  const batch = sample(tuple(randomStream, randomCuts), { seed: seed + done, numRuns: BATCH });
  for (const [index, [stream, cuts]] of batch.entries()) {
    const ends = endsOf(cuts, stream.bytes.length);
    const pieces = piecesOf(stream.bytes, ends);
    const found = judge(stream, pieces);
    const what = `stream ${done + index} of seed ${seed}, in pieces that end at ${ends.join(', ')}`;
    deepStrictEqual(found, judge(stream, pieces, SlowJudge), what);
    if (index % BYTE_BY_BYTE_EVERY === 0) {
      deepStrictEqual(found.verdict, judge(stream, byteByByte(stream.bytes)).verdict, `${what}, byte by byte`);
    }
  }
  if ((done / BATCH) % 10 === 9) console.log(`${done + BATCH} streams`);
}
console.log(`${streams} streams, and no difference`);

/** The same modules once more, which find no WebAssembly where they ask for it. */
async function judgeWithoutWebAssembly(): Promise<typeof StreamJudge> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      return context.parentURL?.endsWith('?slow') === true ? { ...resolved, url: `${resolved.url}?slow` } : resolved;
    },
  });
  const again = (path: string): Promise<unknown> => import(`${path}?slow`);
  const slow = (await again('../src/detect/stream/stream-judge.ts')) as { StreamJudge: typeof StreamJudge };
  const { fastLeap } = (await again('../src/detect/stream/fast-leap.ts')) as { fastLeap: () => unknown };
  hooks.deregister();
  const { WebAssembly: real } = globalThis;
  Object.assign(globalThis, { WebAssembly: undefined });
  deepStrictEqual(fastLeap(), undefined);
  Object.assign(globalThis, { WebAssembly: real });
  return slow.StreamJudge;
}
