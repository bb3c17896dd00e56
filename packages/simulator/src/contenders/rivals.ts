import type { Contender } from './contender.ts';
import { plainRoom } from './plain-room.ts';
import { storedBreaker } from './stored-breaker.ts';

/** Who shows what a scenario is about, beside the baselines: for each name of a scenario. */
export const RIVALS: Readonly<Record<string, readonly Contender[]>> = {
  'store-down': [storedBreaker],
  'store-slow': [storedBreaker],
  'store-partition': [storedBreaker],
  'store-failover': [storedBreaker],
  'hazard-head': [plainRoom('probes with the head'), plainRoom()],
  'hazard-queue': [plainRoom('outlives its callers'), plainRoom()],
  'hazard-abort': [plainRoom('returns after abort'), plainRoom()],
  'hazard-halving': [plainRoom('halves per rejection'), plainRoom()],
  'hazard-release': [plainRoom('releases all'), plainRoom()],
};
