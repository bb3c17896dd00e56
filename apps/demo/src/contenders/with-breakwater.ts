import { attach } from '@breakwater/axios';
import type { Breakwater } from '@breakwater/core';
import { type Contender, createContender, createInstance } from './contender.ts';
import { type AttemptWatch, watchAttempts } from './watch-attempts.ts';

/** The one target of the demo. */
export const TARGET = 'demo-gateway';

/** The same axios, under the policy of the breakwater. */
export function createWithBreakwater(url: string, watch: AttemptWatch, breakwater: Breakwater): Contender {
  const { instance, agent } = createInstance(url);
  watchAttempts(instance, watch);
  attach(instance, breakwater, { target: TARGET });
  return createContender('Breakwater', instance, agent);
}
