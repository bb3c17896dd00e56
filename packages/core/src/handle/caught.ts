import type { Attempt } from './attempt.ts';
import { type Ended, hasFired } from './ended.ts';
import { letGo } from './let-go.ts';
import type { RunOptions } from './run-options.ts';

/** Whatever the operation made of it: a caller who gave up hears its own reason, and what comes late is let go. */
export function caught<Answer>(error: unknown, attempt: Attempt, options: RunOptions<Answer>): Ended<Answer> {
  const { signal, release } = options;
  const heard: unknown = hasFired(signal) ? signal?.reason : error;
  if (error !== heard) letGo(options, error);
  if (release !== undefined) attempt.whenLate(error, (late) => letGo(options, late));
  return { error: heard };
}
