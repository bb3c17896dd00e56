import { detectAnswer, type Failure } from '@breakwater/core';
import { markFinal } from './final.ts';
import type { Governor } from './options.ts';
import { originalError } from './original-error.ts';

/** One call. What it throws is the original error, and marked so that LangChain does not try it again. */
export async function runCall<Answer>(
  { breakwater, target, options: { deadline, priority } }: Governor,
  caller: AbortSignal | undefined,
  attempt: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await breakwater.run(target, ({ signal }) => attempt(signal).catch(rethrow), {
      signal: caller,
      deadline,
      priority,
    });
  } catch (error) {
    throw markFinal(error);
  }
}

function rethrow(error: unknown): never {
  throw originalError(error);
}

/** A stream up to its first content, and what follows. */
interface Opened<Chunk> {
  readonly head: readonly Chunk[];
  readonly rest: AsyncIterator<Chunk>;
  readonly ended: boolean;
}

/**
 * One streamed call. Until the first content is there it is made again like any other; from then on nothing is sent a
 * second time, and what breaks is the caller's to know.
 *
 * @param hasContent - of a chunk: whether a reader would see something of it.
 */
export async function* runStream<Chunk>(
  governor: Governor,
  caller: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncIterable<Chunk> | Promise<AsyncIterable<Chunk>>,
  hasContent: (chunk: Chunk) => boolean,
): AsyncGenerator<Chunk> {
  const { breakwater, target, options } = governor;
  const { deadline, priority } = options;

  async function begin(attempt: AbortSignal): Promise<Opened<Chunk>> {
    // The attempt's own signal rests once the call has its answer: the caller may leave later.
    const signal = caller === undefined ? attempt : AbortSignal.any([attempt, caller]);
    const rest = (await open(signal))[Symbol.asyncIterator]();
    const head: Chunk[] = [];
    for (;;) {
      const { done, value } = await rest.next();
      if (done === true) return { head, rest, ended: true };
      head.push(value);
      if (hasContent(value)) return { head, rest, ended: false };
    }
  }

  let opened: Opened<Chunk>;
  try {
    opened = await breakwater.run(target, ({ signal }) => begin(signal).catch(rethrow), {
      signal: caller,
      deadline,
      priority,
      inspect: ({ head }) => (head.length === 0 ? EMPTY : undefined),
      release: (outcome) => close((outcome as Partial<Opened<Chunk>> | undefined)?.rest),
    });
  } catch (error) {
    throw markFinal(error);
  }
  const { head, rest, ended } = opened;
  try {
    yield* head;
    while (!ended) {
      const { done, value } = await rest.next();
      if (done === true) return;
      yield value;
    }
  } catch (error) {
    throw markFinal(originalError(error));
  } finally {
    close(rest);
  }
}

/** The failure of a stream that ended before it began. */
const EMPTY: Failure | undefined = detectAnswer({ status: 200, body: '', expects: 'json' });

function close(iterator: AsyncIterator<unknown> | undefined): void {
  iterator?.return?.().catch(() => undefined);
}
