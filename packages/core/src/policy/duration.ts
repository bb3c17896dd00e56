const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration text. So many digits at most, so that no text overflows. */
export const DURATION_TEXT: RegExp = /^(\d{1,12}(?:\.\d{1,9})?)(ms|s|m|h)$/;

/** `value` in milliseconds; NaN where it is no duration. Numbers pass as they are, whatever their range. */
export function durationMs(value: unknown): number {
  if (typeof value !== 'string') return typeof value === 'number' ? value : NaN;
  const [, amount, unit = ''] = DURATION_TEXT.exec(value) ?? [];
  return Number(amount) * (UNIT_MS[unit] ?? NaN);
}
