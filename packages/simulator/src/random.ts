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

/** What a log-normal distribution is known by here. */
export interface LogNormal {
  readonly p50: number;
  readonly p99: number;
}

/** Standard normal quantile of 99 %. */
const Z99 = 2.326_347_874;

/** The last distribution that was asked for, and its width: nearly always it is asked for again. */
let last: { readonly of: LogNormal; readonly sigma: number } | undefined;

function sigmaOf(distribution: LogNormal): number {
  if (last?.of !== distribution)
    last = { of: distribution, sigma: Math.log(distribution.p99 / distribution.p50) / Z99 };
  return last.sigma;
}

/** The value below which a log-normal distribution falls with this probability, above 0 and below 1. */
export function quantileOf(distribution: LogNormal, probability: number): number {
  const { p50, p99 } = distribution;
  return p99 === p50 ? p50 : p50 * Math.exp(sigmaOf(distribution) * normalQuantile(probability));
}

/**
 * Quantile of the standard normal distribution; its relative error is below 1.2e-9.
 *
 * @see P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function", 2003.
 */
function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability < 0.024_25) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return (
      (((((-0.007_784_894_002 * q - 0.322_396_458) * q - 2.400_758_277) * q - 2.549_732_539) * q + 4.374_664_141) * q +
        2.938_163_983) /
      ((((0.007_784_695_709 * q + 0.322_467_129) * q + 2.445_134_137) * q + 3.754_408_662) * q + 1)
    );
  }
  const q = probability - 0.5;
  const r = q * q;
  return (
    ((((((-39.696_830_287 * r + 220.946_098_425) * r - 275.928_510_447) * r + 138.357_751_867) * r - 30.664_798_066) *
      r +
      2.506_628_277) *
      q) /
    (((((-54.476_098_798 * r + 161.585_836_858) * r - 155.698_979_86) * r + 66.801_311_887) * r - 13.280_681_552) * r +
      1)
  );
}

/** The mean of a log-normal distribution. */
export function meanOf({ p50, p99 }: LogNormal): number {
  return p99 === p50 ? p50 : p50 * Math.exp((Math.log(p99 / p50) / Z99) ** 2 / 2);
}
