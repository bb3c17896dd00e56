import { detect, type HeadersLike } from '../detect/detect.ts';
import { type StreamFraming, StreamJudge } from '../detect/stream/stream-judge.ts';
import type { AttemptContext } from '../handle/attempt.ts';
import type { LiveStream, StreamWatch } from '../handle/stream/open-stream.ts';
import type { ByteSource, SourceRead } from './byte-source.ts';

/** The most that is held back before the first content, bytes. A head may echo all tools of the request. */
const MAX_HEAD = 1_048_576;

const DONE: SourceRead = { done: true };

/** By what a stream is judged. */
export interface StreamFacts {
  readonly framing: StreamFraming;
  /** Of the response. */
  readonly headers?: HeadersLike | undefined;
}

/**
 * Puts the guard around the stream that an attempt is answered with. What comes before the first content is held back,
 * so that a failure up to there can be followed by another attempt. From then on bytes pass as they are, when they are
 * asked for, and the verdict falls at the stream's end: a stream that breaks off ends with a `StreamInterruptedError`.
 *
 * @returns once the first content has come. Also when the stream ended before, or said that it failed: then the attempt
 *   has failed, and what is returned brings what came so far and then the error.
 * @throws what the stream broke with before its first content, as it is.
 */
export async function guardStream(
  source: ByteSource,
  facts: StreamFacts,
  attempt: AttemptContext,
): Promise<ByteSource> {
  const guarded = new GuardedStream(source, new StreamJudge(facts.framing, facts.headers));
  await guarded.open(attempt.stream(guarded));
  return guarded;
}

class GuardedStream implements ByteSource, LiveStream {
  #watch: StreamWatch | undefined;
  readonly #source: ByteSource;
  readonly #judge: StreamJudge;
  /** What came before the first content and was not handed on yet. */
  readonly #held: Uint8Array[] = [];
  /** Why nothing more is read. */
  #over: 'ended' | 'failed' | 'interrupted' | undefined;
  /** Of the interruption. */
  #reason: unknown;

  constructor(source: ByteSource, judge: StreamJudge) {
    this.#source = source;
    this.#judge = judge;
  }

  get events(): number {
    return this.#judge.events;
  }

  get characters(): number {
    return this.#judge.characters;
  }

  get isWhole(): boolean {
    return this.#judge.ends !== undefined && this.#judge.failure === undefined;
  }

  /** Reads on until there is something that cannot be taken back. */
  async open(watch: StreamWatch): Promise<void> {
    this.#watch = watch;
    let size = 0;
    while (this.#over === undefined && !this.#judge.hasContent && !this.isWhole && size < MAX_HEAD) {
      watch.waiting();
      const { done, value } = await this.#source.read();
      if (this.#over !== undefined) break;
      if (done !== true) {
        this.#held.push(value!);
        size += value!.byteLength;
        this.#take(value!, watch);
      } else this.#end(watch);
    }
    if (this.#over === 'interrupted') throw this.#reason;
    if (this.#over === undefined) watch.arrived(true); // also a head that long
  }

  read(): Promise<SourceRead> {
    if (this.#held.length > 0) return Promise.resolve({ done: false, value: this.#held.shift()! });
    if (this.#over !== undefined) return this.#after();
    this.#watch!.waiting();
    return this.#source.read().then(this.#onRead, this.#onBroken);
  }

  // Once for every chunk of every stream: made once, and no async function.
  readonly #onRead = (read: SourceRead): SourceRead | Promise<SourceRead> => {
    if (this.#over !== undefined) return this.#after();
    if (read.done === true) {
      this.#end(this.#watch!);
      return this.#after();
    }
    this.#take(read.value!, this.#watch!);
    return read;
  };

  readonly #onBroken = (error: unknown): Promise<SourceRead> => {
    this.#break(error, this.#watch!);
    return this.#after();
  };

  /** What a reader gets once nothing more is read. */
  async #after(): Promise<SourceRead> {
    if (this.#over === 'interrupted') throw this.#reason;
    if (this.#over === 'failed') throw this.#watch!.error;
    this.#watch!.close();
    return DONE;
  }

  cancel(reason?: unknown): unknown {
    if (this.#over !== undefined) {
      this.#watch?.close();
      return undefined;
    }
    this.#over = this.isWhole ? 'ended' : 'interrupted';
    this.#reason = reason;
    const letting = this.#source.cancel(reason);
    this.#watch?.abandon();
    return letting;
  }

  interrupt(reason: unknown): void {
    if (this.#over !== undefined) return;
    this.#over = this.isWhole ? 'ended' : 'interrupted';
    this.#reason = reason;
    this.#letGo(reason);
  }

  #take(bytes: Uint8Array, watch: StreamWatch): void {
    watch.arrived(this.#judge.take(bytes));
    const { failure, ends } = this.#judge;
    if (failure !== undefined) {
      // The bytes that say so are handed on first: a client that reads them makes an error of its own of them.
      this.#over = 'failed';
      watch.fail(failure);
      this.#letGo();
    } else if (ends === 'last') watch.complete();
  }

  #end(watch: StreamWatch): void {
    const failure = this.#judge.end();
    this.#over = failure === undefined ? 'ended' : 'failed';
    if (failure === undefined) {
      watch.complete();
      watch.close();
    } else watch.fail(failure);
  }

  #break(error: unknown, watch: StreamWatch): void {
    if (this.#over !== undefined) return;
    this.#over = this.#judge.ends === 'last' ? 'ended' : 'failed';
    if (this.#over === 'failed') watch.fail(detect(error), error);
  }

  #letGo(reason?: unknown): void {
    try {
      const letting: unknown = this.#source.cancel(reason);
      if (letting instanceof Promise) letting.catch(() => undefined);
    } catch {
      // What cannot be closed is not ours to report.
    }
  }
}
