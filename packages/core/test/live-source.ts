import type { ByteSource, SourceRead } from '../src/adapter/byte-source.ts';

/** The body of an answer in the hands of a test. */
export interface LiveSource extends ByteSource {
  /** Sends text. */
  send(...texts: readonly string[]): this;
  end(): void;
  break(reason: unknown): void;
  /** Why it was let go of; undefined while it was not. */
  readonly cancelled: { readonly reason: unknown } | undefined;
  /** Reads so far. */
  readonly reads: number;
}

export function liveSource(): LiveSource {
  const ready: (() => Promise<SourceRead>)[] = [];
  let waiting: ((read: Promise<SourceRead>) => void) | undefined;
  let cancelled: { readonly reason: unknown } | undefined;
  let reads = 0;

  function bring(read: () => Promise<SourceRead>): void {
    const resolve = waiting;
    waiting = undefined;
    if (resolve === undefined) ready.push(read);
    else resolve(read());
  }

  const source: LiveSource = {
    read() {
      reads++;
      if (cancelled !== undefined) return Promise.resolve({ done: true });
      const next = ready.shift();
      if (next !== undefined) return next();
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    cancel(reason) {
      cancelled ??= { reason };
      bring(() => Promise.resolve({ done: true }));
    },
    send(...texts) {
      const encoder = new TextEncoder();
      for (const text of texts) bring(() => Promise.resolve({ done: false, value: encoder.encode(text) }));
      return source;
    },
    end: () => bring(() => Promise.resolve({ done: true })),
    break: (reason) => bring(() => Promise.reject(reason)),
    get cancelled() {
      return cancelled;
    },
    get reads() {
      return reads;
    },
  };
  return source;
}
