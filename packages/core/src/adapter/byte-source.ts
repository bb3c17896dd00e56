import { nodeReadable, type NodeStream } from './node-readable.ts';

/** What a read brings: a chunk, or the end. */
export interface SourceRead {
  readonly done?: boolean | undefined;
  readonly value?: Uint8Array | undefined;
}

/** A stream as it is read: what a web stream's reader is, and what any other can be made into. */
export interface ByteSource {
  /** One at a time. Rejects where the stream broke. */
  read(): Promise<SourceRead>;
  /** Lets go of what is left. A read under way ends. */
  cancel(reason?: unknown): unknown;
}

/**
 * Reads a stream as its chunks come.
 * @param stream - a web stream or a Node one, not read yet.
 */
export function sourceOf(stream: object): ByteSource {
  if ('getReader' in stream) return (stream as ReadableStream<Uint8Array>).getReader();
  const node = stream as NodeStream;
  const chunks = node[Symbol.asyncIterator]();
  return { read: () => chunks.next(), cancel: () => node.destroy() };
}

/** A web stream of what a source brings, no sooner than it is asked for. */
export function webStream(source: ByteSource): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        source.read().then(({ done, value }) => {
          if (done === true) controller.close();
          else controller.enqueue(value!);
        }),
      cancel: async (reason) => void (await source.cancel(reason)),
    },
    { highWaterMark: 0 },
  );
}

/** A stream of Node's of what a source brings; only where there are such. */
export function nodeStream(source: ByteSource): object {
  const Readable = nodeReadable()!;
  return new Readable({
    read() {
      source.read().then(
        ({ done, value }) => this.push(done === true ? null : value!),
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error), { cause: error })),
      );
    },
    destroy(reason, done) {
      const over = (): void => done(reason);
      Promise.resolve(source.cancel(reason ?? undefined)).then(over, over);
    },
  });
}
