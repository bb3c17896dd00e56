/**
 * A length of time as Go prints it, which is how OpenAI writes its resets: `6ms`, `1s`, `2m59.56s`, `1h2m3s`.
 * @param lengthMs - milliseconds, 0 or more; rounded up to whole ones, so that nobody comes a fraction too early.
 */
export function goDuration(lengthMs: number): string {
  const whole = Math.ceil(lengthMs);
  if (whole < 1_000) return `${whole}ms`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = `${(whole % 60_000) / 1_000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}
