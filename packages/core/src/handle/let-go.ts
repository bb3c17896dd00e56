import type { RunOptions } from './run-options.ts';

/** Releases what nobody will get. What cannot be closed is not ours to report, now or later. */
export function letGo({ release }: Pick<RunOptions, 'release'>, outcome: unknown): void {
  if (release === undefined) return;
  // In a promise, where to throw at once is to fail like any other.
  new Promise((resolve) => {
    resolve(release(outcome));
  }).catch(() => undefined);
}
