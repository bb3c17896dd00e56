import { durationMs } from './duration.ts';
import type { ValueField } from './shape.ts';

/** An allowed `value` as the engine reads it: durations in milliseconds, Infinity where there is no limit. */
export function engineValue([allowed]: ValueField, value: unknown): unknown {
  const orFalse = allowed.endsWith(', or false');
  if (orFalse && value === false) return Infinity;
  if (!isDuration(allowed)) return value;
  // A limit of 0 would let nothing pass, so it means what it means elsewhere: none.
  return durationMs(value) || (orFalse ? Infinity : 0);
}

/** The name under which the engine reads `key`: that of a duration carries its unit. */
export function engineKey(key: string, [allowed]: ValueField): string {
  return isDuration(allowed) ? `${key}Ms` : key;
}

function isDuration(allowed: string): boolean {
  return allowed.startsWith('a duration');
}
