import { describeAllowed, describeProblem, describeValue, isAllowed } from './allowed.ts';
import { durationMs } from './duration.ts';

const ALLOWED = 'a duration of 0 or more';

/**
 * A duration that was given to a function, in milliseconds, 0 or more.
 * @param path - the option's name, for the message: `deadline`.
 * @throws TypeError if `value` is neither a number nor a duration text.
 * @throws RangeError if it is a number that is negative, NaN or infinite.
 */
export function parseDuration(value: unknown, path: string): number {
  // Nearly all are plain numbers, and there is one for every call that has a deadline.
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_VALUE) return value;
  if (isAllowed(ALLOWED, value)) return durationMs(value);
  const Problem = typeof value === 'number' ? RangeError : TypeError;
  throw new Problem(describeProblem(path, describeValue(value), describeAllowed(ALLOWED)));
}
