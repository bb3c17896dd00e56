/** Reads one property of anything, as `undefined` where a getter or a proxy throws. */
export function read(from: unknown, key: PropertyKey): unknown {
  if (from === null || from === undefined) return undefined;
  try {
    return (from as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** A whole number from 100 to 599. */
export function isStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 100 && value < 600 && Number.isInteger(value);
}
