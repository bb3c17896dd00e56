import type { RunOptions } from './run-options.ts';

/** Releases what nobody will get. What cannot be closed is not ours to report, now or later. */
export function letGo({ release }: Pick<RunOptions, 'release'>, outcome: unknown): void {
  try {
    const releasing: unknown = release?.(outcome);
    if (releasing instanceof Promise) releasing.catch(() => undefined);
  } catch {
    // as above
  }
}
