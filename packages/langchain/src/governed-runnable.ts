import { Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { stopAtFinal } from './final.ts';
import type { Governor } from './options.ts';
import { runCall, runStream } from './run.ts';

/**
 * A runnable whose calls go under a policy: `invoke`, each item of `batch`, and `stream` and `streamEvents` up to their
 * first chunk. It is a runnable of its own, so that piping, binding and configuring it keeps the policy.
 */
export class GovernedRunnable<Input, Output, Options extends RunnableConfig> extends Runnable<Input, Output, Options> {
  override lc_namespace: string[] = ['breakwater', 'langchain'];
  readonly #bound: Runnable<Input, Output, Options>;
  readonly #governor: Governor;

  constructor(bound: Runnable<Input, Output, Options>, governor: Governor) {
    super();
    this.#bound = bound;
    this.#governor = governor;
  }

  override getName(suffix?: string): string {
    return this.#bound.getName(suffix);
  }

  override invoke(input: Input, options?: Partial<Options>): Promise<Output> {
    return runCall(this.#governor, options?.signal, (signal) =>
      this.#bound.invoke(input, { ...(options as Partial<Options>), signal }),
    );
  }

  override async *_streamIterator(input: Input, options?: Partial<Options>): AsyncGenerator<Output> {
    const open = (signal: AbortSignal): Promise<AsyncIterable<Output>> =>
      this.#bound.stream(input, { ...(options as Partial<Options>), signal });
    yield* runStream(this.#governor, options?.signal, open, () => true);
  }

  override withRetry(
    fields?: Parameters<Runnable<Input, Output, Options>['withRetry']>[0],
  ): ReturnType<Runnable<Input, Output, Options>['withRetry']> {
    return super.withRetry(stopAtFinal(fields));
  }
}
