import type { LogNormal } from '../random.ts';
import { quantileOf } from '../random.ts';
import type { Upstream } from '../scenario/scenario.ts';
import type { Active } from './incidents.ts';

/** What an attempt's dice are thrown for. Each purpose has a die of its own. */
type Purpose = 'latency' | 'brownout' | 'stream-start' | 'stream-end' | 'tokens';

const SALTS: Readonly<Record<Purpose, number>> = {
  latency: 0x1b873593,
  brownout: 0x2545f491,
  'stream-start': 0x3c6ef372,
  'stream-end': 0x5bd1e995,
  tokens: 0x7feb352d,
};

/** The dice of one call in the world of one seed. */
export interface CallDice {
  readonly seed: number;
  /** Its place among the calls of the world, from 0. */
  readonly call: number;
}

/** How the upstream ends an attempt that it takes up. */
export interface Fate {
  readonly afterMs: number;
  /** HTTP status; 0 for a connection that breaks. */
  readonly status: number;
  /** The stream begins, and breaks after its first content. */
  readonly broken: boolean;
}

/**
 * What becomes of an attempt that is taken up under these incidents.
 *
 * The dice belong to the attempt and not to the moment: whatever a contender does, the second attempt of the same
 * call that the upstream takes up has the same luck. So contenders are compared on the same world, and the optimum
 * knows its future exactly.
 *
 * @param number - of the attempts of this call that the upstream took up, from 1.
 */
export function fateOf(upstream: Upstream, active: Active, dice: CallDice, number: number): Fate {
  const { latency, gatewayTimeoutMs, streams } = upstream;
  const { slow, brownout, down } = active;
  const neededMs = draw(slow?.latency ?? latency, 'latency', dice, number);
  if (neededMs > gatewayTimeoutMs) return { afterMs: gatewayTimeoutMs, status: 504, broken: false };
  const failing = brownout ?? (down && { share: 1, status: down.status });
  if (failing !== undefined && die('brownout', dice, number) < failing.share)
    return { afterMs: neededMs, status: failing.status, broken: false };
  if (streams.failBefore > 0 && die('stream-start', dice, number) < streams.failBefore)
    return { afterMs: neededMs, status: 500, broken: false };
  const broken = streams.breakLater > 0 && die('stream-end', dice, number) < streams.breakLater;
  return { afterMs: neededMs, status: 200, broken };
}

/** Tokens that each attempt of the call takes from a token limit. */
export function tokensOf(upstream: Upstream, dice: CallDice): number {
  return draw(upstream.tokensPerCall, 'tokens', dice, 0);
}

function draw(distribution: LogNormal, purpose: Purpose, dice: CallDice, number: number): number {
  return distribution.p50 === distribution.p99
    ? distribution.p50
    : quantileOf(distribution, die(purpose, dice, number));
}

/** Uniform in (0, 1): the same for the same attempt and purpose. */
function die(purpose: Purpose, { seed, call }: CallDice, number: number): number {
  const ofCall = mix(mix(seed ^ SALTS[purpose]) + Math.imul(call + 1, 0x9e3779b1));
  return ((mix(ofCall + Math.imul(number, 0x9e3779b1)) >>> 0) + 0.5) / 4_294_967_296;
}

/** The finaliser of MurmurHash3: every bit of the input moves every bit of the output. */
function mix(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
