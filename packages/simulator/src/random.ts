import type { Random } from '@breakwater/core';

/** The same numbers for the same seed and name, uniform in [0, 1): the mulberry32 generator. */
export function randomStream(seed: number, name: string): Random {
  let state = seed >>> 0;
  // FNV-1a of the name, so that each part of the world has dice of its own and adding one moves no other.
  let hash = 2_166_136_261;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 16_777_619);
  state = Math.imul(state ^ hash, 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Exponentially distributed with this mean: the gap between two arrivals of a Poisson process. */
export function exponential(mean: number, random: Random): number {
  return -mean * Math.log(1 - random());
}

/** Standard normal, by Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** What a log-normal distribution is known by here. */
export interface LogNormal {
  readonly p50: number;
  readonly p99: number;
}

/** Standard normal quantile of 99 %. */
const Z99 = 2.326_347_874;

export function logNormal({ p50, p99 }: LogNormal, random: Random): number {
  return p99 === p50 ? p50 : p50 * Math.exp((Math.log(p99 / p50) / Z99) * normal(random));
}

/** The mean of a log-normal distribution. */
export function meanOf({ p50, p99 }: LogNormal): number {
  return p99 === p50 ? p50 : p50 * Math.exp((Math.log(p99 / p50) / Z99) ** 2 / 2);
}
