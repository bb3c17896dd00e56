import { type AttemptContext, detect, detectAnswer, type Failure } from '@breakwater/core';

/** The failure of a stream that ended before it began. */
const EMPTY: Failure | undefined = detectAnswer({ status: 200, body: '', expects: 'json' });

/** What an attempt is told when it answers with a stream. */
type Watch = ReturnType<AttemptContext['stream']>;

/** Reads the chunks of a stream, and tells the attempt that it answers what becomes of it. */
export class GuardedChunks<Chunk> {
  events = 0;
  readonly characters = 0;
  isWhole = false;
  /** What came up to the first content. */
  readonly #head: Chunk[] = [];
  readonly #chunks: AsyncIterator<Chunk, unknown>;
  readonly #watch: Watch;
  readonly #hasContent: (chunk: Chunk) => boolean;
  /** Ends the read under way. */
  #cut: ((reason: unknown) => void) | undefined;
  #interrupted: { readonly reason: unknown } | undefined;

  /** @param hasContent - of a chunk: whether a reader would see something of it. */
  constructor(chunks: AsyncIterable<Chunk>, hasContent: (chunk: Chunk) => boolean, attempt: AttemptContext) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#hasContent = hasContent;
    this.#watch = attempt.stream(this);
  }

  /** Reads on until there is something that cannot be taken back. @throws what the stream broke with before that. */
  async open(): Promise<void> {
    for (let content = false; !content && !this.isWhole;) {
      const next = await this.#next();
      if (next.done === true) return this.#end();
      content = this.#arrived(next.value);
      this.#head.push(next.value);
    }
  }

  /** All chunks. Ends with a `StreamInterruptedError` where the stream broke off. */
  async *read(): AsyncGenerator<Chunk> {
    try {
      yield* this.#head;
      while (!this.isWhole) {
        const next = await this.#next().catch((error: unknown) => this.#break(error));
        if (next.done === true) return this.#end();
        this.#arrived(next.value);
        yield next.value;
      }
      if (this.#watch.error !== undefined) throw this.#watch.error;
    } finally {
      this.close();
    }
  }

  /** Nobody reads on. */
  close(): void {
    this.#watch.abandon();
    this.#chunks.return?.().catch(() => undefined);
  }

  interrupt(reason: unknown): void {
    this.#interrupted ??= { reason };
    this.#cut?.(reason);
  }

  #next(): Promise<IteratorResult<Chunk, unknown>> {
    this.#watch.waiting();
    return new Promise((resolve, reject) => {
      this.#cut = reject; // not every stream heeds its signal
      if (this.#interrupted !== undefined) reject(this.#interrupted.reason);
      else this.#chunks.next().then(resolve, reject);
    });
  }

  #arrived(chunk: Chunk): boolean {
    this.events += 1;
    const content = this.#hasContent(chunk);
    this.#watch.arrived(content);
    return content;
  }

  #end(): void {
    this.isWhole = true;
    if (this.events === 0 && EMPTY !== undefined) this.#watch.fail(EMPTY);
    else this.#watch.complete();
  }

  #break(error: unknown): never {
    if (this.#interrupted !== undefined) throw this.#interrupted.reason;
    this.#watch.fail(detect(error), error);
    throw this.#watch.error ?? error;
  }
}
