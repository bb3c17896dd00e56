const integer: Intl.NumberFormat = new Intl.NumberFormat('en-US');
const compact: Intl.NumberFormat = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const minutes: Intl.DateTimeFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const seconds: Intl.DateTimeFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day: Intl.DateTimeFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** `1,204`, and from a hundred thousand on `123.4K`. */
export function number(value: number): string {
  return value < 100_000 ? integer.format(Math.round(value)) : compact.format(value);
}

/** `1 call`, `1,204 calls`. */
export function amount(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** `99.2 %`. Never rounded up to 100 nor down to 0: one lost call in a million is not none. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const value = (100 * part) / whole;
  if (value === 0 || value === 100) return `${value} %`;
  if (value < 0.1) return '< 0.1 %';
  if (value > 99.9) return '> 99.9 %';
  return `${value.toFixed(value > 10 && value < 90 ? 0 : 1)} %`;
}

/** `120 ms`, `1.2 s`, `3 min 4 s`, `2 h 5 min`. */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  const whole = Math.round(ms / 1_000);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}

/** `0.8 s`: for what counts down, with as many digits all the way. */
export function countdown(milliseconds: number): string {
  return milliseconds < 60_000 ? `${(Math.max(0, milliseconds) / 1_000).toFixed(1)} s` : duration(milliseconds);
}

/** `14:03:07`, on another day than today with its date. */
export function time(at: number, now: number): string {
  const clock = seconds.format(at);
  return new Date(at).toDateString() === new Date(now).toDateString() ? clock : `${day.format(at)}, ${clock}`;
}

/** `14:03`, or `14:03:07` where the steps between marks are below a minute. */
export function mark(at: number, stepMs: number): string {
  return (stepMs < 60_000 ? seconds : minutes).format(at);
}
