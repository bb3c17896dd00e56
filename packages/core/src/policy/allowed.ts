import { durationMs } from './duration.ts';

const RANGE = /^an? (\w+)(?: of (\S+) or more)?(?: above (\d+))?(?:, up to (\d+))?(, or false)?$/;

/**
 * Whether `value` is what the words of `allowed` say, which are those of `shape.ts`: a text, an integer, number or
 * duration with its range, or else a list of choices.
 */
export function isAllowed(allowed: string, value: unknown): boolean {
  const range = RANGE.exec(allowed);
  if (!range) return (JSON.parse(`[${allowed.replace(' or', ',')}]`) as unknown[]).includes(value);
  const [, noun, from = 0, above = -1, to = Number.MAX_VALUE, orFalse] = range;
  if (noun === 'text') return typeof value === 'string' && value !== '';
  if (value === false) return orFalse !== undefined;
  const number = noun === 'duration' ? durationMs(value) : value;
  if (typeof number !== 'number' || (noun === 'integer' && !Number.isInteger(number))) return false;
  // Written so that NaN and Infinity fail.
  return number >= Number(from) && number > Number(above) && number <= Number(to);
}

/** The words of `allowed` for a message: a duration is shown, because its forms cannot be guessed. */
export function describeAllowed(allowed: string): string {
  return allowed.replace('duration', "duration ('500ms', '1.5s', '2m', '1h' or a number of milliseconds)");
}

/**
 * `value` for a message: short, on one line, and without running any code of it. What is inside objects stays
 * unsaid, because an options object may hold a secret.
 */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return value === undefined ? 'nothing' : String(value);
}

/** What is wrong with `value`, in the words of every message about an option. */
export function describeProblem(path: string, found: string, allowed: string): string {
  return `${path}: found ${found}; allowed: ${allowed}`;
}
