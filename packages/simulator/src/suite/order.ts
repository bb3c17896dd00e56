import type { Result } from '../measure/result.ts';
import type { Series } from '../measure/series.ts';
import type { Entrant, Task } from './task.ts';

/** What a worker is asked for: to run a task, or to say which contenders a module has. */
export type Order = { readonly index: number; readonly task: Task } | { readonly module: string };

/** What a worker sends back: what became of a task, who is in a module, or why there is neither. */
export type Answer =
  | { readonly index: number; readonly outcome: Outcome }
  | { readonly entrants: readonly Entrant[] }
  | { readonly error: unknown };

/** What became of a task. */
export interface Outcome {
  readonly result: Result;
  /** What happened on its virtual clock. */
  readonly events: number;
  /** What it took of a processor; of the first one in a process, with the start of that. */
  readonly cpuSeconds: number;
  readonly series: Series | undefined;
}
