/** Figures as JSON: what never came is the text `"never"`, which JSON has no number for. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (item === Infinity ? 'never' : item), 2);
}
