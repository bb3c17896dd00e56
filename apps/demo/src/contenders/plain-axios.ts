import { type Contender, createContender, createInstance } from './contender.ts';
import { type AttemptWatch, watchAttempts } from './watch-attempts.ts';

/** Axios as it comes: every failure is the caller's. */
export function createPlainAxios(url: string, watch: AttemptWatch): Contender {
  const { instance, agent } = createInstance(url);
  watchAttempts(instance, watch);
  return createContender('plain axios', instance, agent);
}
