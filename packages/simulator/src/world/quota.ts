import type { Limits } from '../scenario/scenario.ts';
import { Bucket } from './bucket.ts';

/** Both dimensions of a rate limit. */
export interface Quota {
  readonly limits: Limits;
  readonly calls: Bucket;
  readonly tokens: Bucket;
}

/** A quota that nothing has been taken from yet. */
export function quotaOf(limits: Limits): Quota {
  return {
    limits,
    calls: new Bucket(limits.perSecond, limits.burst),
    tokens: new Bucket(limits.tokensPerSecond, limits.tokenBurst),
  };
}
