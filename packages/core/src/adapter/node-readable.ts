/** A stream of Node's, as far as it is used here. */
export interface NodeStream extends AsyncIterable<Uint8Array> {
  push(chunk: Uint8Array | null): boolean;
  destroy(error?: Error | null): unknown;
}

interface NodeReadable {
  new (options: {
    read(this: NodeStream): void;
    destroy(this: NodeStream, error: Error | null, done: (error: Error | null) => void): void;
  }): NodeStream;
  toWeb(stream: object): ReadableStream<Uint8Array>;
  fromWeb(stream: ReadableStream): object;
}

/** Node's own class, by a way that bundlers for browsers do not follow. */
export function nodeReadable(): NodeReadable | undefined {
  type Runtime = { process?: { getBuiltinModule?: (name: string) => { Readable: NodeReadable } } };
  return (globalThis as Runtime).process?.getBuiltinModule?.('node:stream').Readable;
}
