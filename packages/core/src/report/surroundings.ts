/** A call that begins. */
export interface CallStart {
  /** Which call: the same number as in its events. */
  readonly call: number;
  readonly target: string;
}

/** An attempt that begins. */
export interface AttemptStart extends CallStart {
  /** Counted from 1. */
  readonly number: number;
}

/**
 * What is to be around calls and attempts while they run, such as the active span of a tracer. It sees neither
 * answers nor errors, and can change nothing: what it throws is counted, and a call that it does not let proceed
 * proceeds all the same. How a call or an attempt ended is told by the events of its number.
 */
export interface Surrounding {
  /**
   * @param proceed - starts the call. Its promise is kept when the caller hears of its end, however it ended; of a
   *   stream the verdict, and so its events, may come later.
   */
  readonly call?: ((start: CallStart, proceed: () => Promise<void>) => void) | undefined;
  /** @param proceed - starts the attempt. */
  readonly attempt?: ((start: AttemptStart, proceed: () => void) => void) | undefined;
}

type Hook<Start, Proceeded> = (start: Start, proceed: () => Proceeded) => void;

/** The surroundings of one breakwater, the first one outermost. */
export class Surroundings {
  #all: readonly Surrounding[] = [];
  /** Hooks that threw. Their errors change nothing else. */
  errors = 0;

  get none(): boolean {
    return this.#all.length === 0;
  }

  /** Adds one, and returns the function that takes it off. Calls under way keep what they began with. */
  add(surrounding: Surrounding): () => void {
    const added = { call: surrounding.call?.bind(surrounding), attempt: surrounding.attempt?.bind(surrounding) };
    this.#all = [...this.#all, added];
    return () => {
      this.#all = this.#all.filter((other) => other !== added);
    };
  }

  aroundCall<Answer>(start: CallStart, run: () => Promise<Answer>): Promise<Answer> {
    const inside = (hook: Hook<CallStart, Promise<void>>, inner: () => Promise<Answer>) => (): Promise<Answer> =>
      this.#within(hook, start, inner, (answering) => answering.then(ignore, ignore));
    return this.#all.reduceRight((inner, { call }) => (call === undefined ? inner : inside(call, inner)), run)();
  }

  aroundAttempt<Answer>(start: AttemptStart, perform: () => Answer): Answer {
    const inside = (hook: Hook<AttemptStart, void>, inner: () => Answer) => (): Answer =>
      this.#within(hook, start, inner, ignore);
    return this.#all.reduceRight(
      (inner, { attempt }) => (attempt === undefined ? inner : inside(attempt, inner)),
      perform,
    )();
  }

  /** Runs `inner` once, whatever the hook does. */
  #within<Start, Proceeded, Result>(
    hook: Hook<Start, Proceeded>,
    start: Start,
    inner: () => Result,
    shown: (result: Result) => Proceeded,
  ): Result {
    let ended: { readonly result: Result } | { readonly error: unknown } | undefined;
    const proceed = (): Result => {
      ended ??= outcomeOf(inner);
      if ('error' in ended) throw ended.error;
      return ended.result;
    };
    try {
      hook(start, () => shown(proceed()));
    } catch (error) {
      if (ended === undefined || !('error' in ended) || error !== ended.error) this.errors++;
    }
    return proceed();
  }
}

function outcomeOf<Result>(run: () => Result): { readonly result: Result } | { readonly error: unknown } {
  try {
    return { result: run() };
  } catch (error) {
    return { error };
  }
}

function ignore(): void {}
