import type { Breakwater, RunOptions } from '@breakwater/core';

/** What is said of a model or another runnable once, for all its calls. */
export interface GovernOptions extends Pick<RunOptions, 'priority' | 'deadline' | 'credential'> {
  /**
   * What can be sick by itself. A non-empty string from a bounded set.
   * @defaultValue for models the host and the model, `api.openai.com/gpt-5`; other runnables by their `name`
   */
  readonly target?: string | undefined;
  /** Takes warnings about the program's setup, each once in a process. @defaultValue console.warn */
  readonly warn?: ((text: string) => void) | undefined;
}

/** What the calls of a model or runnable are put under. */
export interface Governor {
  readonly breakwater: Breakwater;
  readonly target: string;
  readonly options: GovernOptions;
}
