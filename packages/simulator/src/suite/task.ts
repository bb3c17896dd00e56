import type { Policy } from '@breakwater/core';
import { BASELINES } from '../contenders/baselines.ts';
import { breakwaterContender } from '../contenders/breakwater.ts';
import type { Contender } from '../contenders/contender.ts';
import { RIVALS } from '../contenders/rivals.ts';
import type { Scenario, Shape } from '../scenario/scenario.ts';
import { loadContenders } from './load-contenders.ts';

/** A contender as data, so that another process can make it: one that is known by its name, or what it is made of. */
export interface Entrant {
  readonly name: string;
  readonly isForgetful: boolean;
  readonly usesStore?: boolean | undefined;
  /** A policy of Breakwater. */
  readonly policy?: Policy | undefined;
  /** The URL of a module that exports it among its `contenders`. */
  readonly module?: string | undefined;
}

/** One run, as data. */
export interface Task {
  readonly scenario: Scenario;
  readonly entrant: Entrant;
  readonly shape: Shape;
  readonly seed: number;
  /** Whether its course is wanted too, for a chart. */
  readonly withSeries: boolean;
}

export const BASELINE_ENTRANTS: readonly Entrant[] = BASELINES.map(entrantOf);

/** Who takes part in one scenario only, because it shows what the scenario is about. */
export function rivalsIn({ name }: Scenario): readonly Entrant[] {
  return (RIVALS[name] ?? []).map(entrantOf);
}

function entrantOf({ name, isForgetful, usesStore }: Contender): Entrant {
  return { name, isForgetful, usesStore };
}

const KNOWN: readonly Contender[] = [...BASELINES, ...Object.values(RIVALS).flat()];

/** @throws RangeError for a name that stands for nobody. */
export async function contenderOf({ name, policy, module }: Entrant): Promise<Contender> {
  if (policy !== undefined) return breakwaterContender(name, policy);
  const among = module === undefined ? KNOWN : await loadContenders(module);
  const found = among.find((other) => other.name === name);
  if (found !== undefined) return found;
  throw new RangeError(`contender: found '${name}'; allowed: ${among.map((other) => `'${other.name}'`).join(', ')}`);
}
