import type { LogNormal } from '../random.ts';
import { needed, quote, type Read, section } from './read.ts';

/** A log-normal distribution by its median and its 99th percentile; constant where they are equal. */
export function logNormalOf(amount: Read<number>): Read<LogNormal> {
  const read = section({ p50: needed(amount), p99: needed(amount) });
  return (value, path, problems) => {
    const { p50, p99 } = read(value, path, problems);
    if (p99 < p50) problems.push({ path: `${path}.p99`, found: quote(p99), allowed: 'p50 or more' });
    if (p50 === 0 && p99 > 0) problems.push({ path: `${path}.p50`, found: '0', allowed: 'more than 0, or p99 0 too' });
    return { p50, p99 };
  };
}
