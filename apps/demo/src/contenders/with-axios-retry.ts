import axiosRetry, { exponentialDelay, isNetworkError, isRetryableError } from 'axios-retry';
import { type Contender, createContender, createInstance } from './contender.ts';
import { type AttemptWatch, watchAttempts } from './watch-attempts.ts';

/** axios-retry as its README has it, with POST requests included, which its default condition leaves out. */
export function createAxiosRetry(url: string, watch: AttemptWatch): Contender {
  const { instance, agent } = createInstance(url);
  watchAttempts(instance, watch);
  axiosRetry(instance, {
    retries: 3,
    retryDelay: exponentialDelay,
    retryCondition: (error) => isNetworkError(error) || isRetryableError(error), // network errors, 429 and 5xx
  });
  return createContender('axios-retry', instance, agent);
}
