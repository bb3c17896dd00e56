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

interface NodeStream extends AsyncIterable<Uint8Array> {
  destroy(): unknown;
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
