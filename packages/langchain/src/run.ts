import { markFinal } from './final.ts';
import { GuardedChunks } from './guarded-chunks.ts';
import type { Governor } from './options.ts';
import { originalError } from './original-error.ts';

/** One call. What it throws is the original error, and marked so that LangChain does not try it again. */
export async function runCall<Answer>(
  { breakwater, target, options: { deadline, priority, credential } }: Governor,
  caller: AbortSignal | undefined,
  attempt: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await breakwater.run(target, ({ signal }) => attempt(signal).catch(rethrow), {
      signal: caller,
      deadline,
      priority,
      credential,
    });
  } catch (error) {
    throw markFinal(error);
  }
}

/**
 * One streamed call. Until the first content is there it is made again like any other; from then on nothing is sent a
 * second time, the policy learns how the stream ends, and one that breaks off ends with a `StreamInterruptedError`.
 *
 * @param hasContent - of a chunk: whether a reader would see something of it.
 */
export async function* runStream<Chunk>(
  { breakwater, target, options: { deadline, priority, credential } }: Governor,
  caller: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncIterable<Chunk> | Promise<AsyncIterable<Chunk>>,
  hasContent: (chunk: Chunk) => boolean,
): AsyncGenerator<Chunk> {
  try {
    const stream = await breakwater.run(
      target,
      async (attempt) => {
        const chunks = new GuardedChunks(await open(attempt.signal), hasContent, attempt);
        await chunks.open().catch(rethrow);
        return chunks;
      },
      {
        signal: caller,
        deadline,
        priority,
        credential,
        streaming: true,
        release: (outcome) => outcome instanceof GuardedChunks && outcome.close(),
      },
    );
    yield* stream.read();
  } catch (error) {
    throw markFinal(error);
  }
}

function rethrow(error: unknown): never {
  throw originalError(error);
}
