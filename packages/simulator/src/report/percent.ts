/** A share as a percentage with one digit, such as `98.3`. Never rounded up to what was not reached. */
export function percent(share: number): string {
  return (Math.floor(share * 1_000 + 1e-9) / 10).toFixed(1);
}
