import type { Answer } from '../world/answer.ts';
import { retryAfterMs } from '../world/told.ts';
import type { Contender, Host } from './contender.ts';
import { type RetryRules, retryLoop } from './retry-loop.ts';

/** One attempt. */
export const noPolicy: Contender = retryLoop('no policy', true, () => ({ delayAfter: () => undefined }));

/** A `for` loop of three attempts, one right after the other. */
export const threeAttempts: Contender = retryLoop('three attempts', true, () => ({
  delayAfter: (_failed, number) => (number < 3 ? 0 : undefined),
  repeatsStreams: true,
}));

/** The OpenAI SDK for Node as it comes: two retries, and any Retry-After taken at its word. */
export const openaiSdk: Contender = retryLoop('OpenAI SDK', true, ({ random, time }: Host): RetryRules => ({
  delayAfter(failed, number) {
    if (number > 2 || !isRetryable(failed.status)) return undefined;
    const asked = retryAfterMs(failed, time.wallNowMs);
    // A header that is no number and no date makes a delay of NaN, which timers take for none.
    if (asked !== undefined) return Number.isNaN(asked) ? 1 : Math.max(1, asked);
    return Math.min(500 * 2 ** (number - 1), 8_000) * (1 - random() * 0.25);
  },
}));

/**
 * Standard mode of the AWS SDKs as of 2026: three attempts, full jitter, and a quota of 500 that a retry draws 14
 * from, or 5 after throttling. Retry-After may add up to 5 s.
 */
export const awsStandard: Contender = retryLoop('AWS standard', false, ({ random, time }: Host): RetryRules => {
  const capacity = 500;
  const costAfter = ({ status }: Answer): number => (status === 429 ? 5 : 14);
  let quota = capacity;
  return {
    delayAfter(failed, number) {
      if (number >= 3 || !isRetryable(failed.status)) return undefined;
      const cost = costAfter(failed);
      if (quota < cost) return undefined;
      quota -= cost;
      const computedMs = random() * Math.min((failed.status === 429 ? 1_000 : 50) * 2 ** (number - 1), 20_000);
      const asked = retryAfterMs(failed, time.wallNowMs);
      if (asked === undefined || Number.isNaN(asked)) return computedMs;
      return Math.min(Math.max(asked, computedMs), computedMs + 5_000);
    },
    succeeded(lastFailed) {
      quota = Math.min(capacity, quota + (lastFailed === undefined ? 1 : costAfter(lastFailed)));
    },
  };
});

export const BASELINES: readonly Contender[] = [noPolicy, threeAttempts, openaiSdk, awsStandard];

/** 0 is a connection that was refused. */
function isRetryable(status: number): boolean {
  return status === 0 || status === 408 || status === 409 || status === 429 || status >= 500;
}
