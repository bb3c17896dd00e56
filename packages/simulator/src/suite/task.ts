import type { Policy } from '@breakwater/core';
import { BASELINES } from '../contenders/baselines.ts';
import { breakwaterContender } from '../contenders/breakwater.ts';
import type { Contender } from '../contenders/contender.ts';
import { RIVALS } from '../contenders/rivals.ts';
import type { Scenario, Shape } from '../scenario/scenario.ts';

/** A contender as data, so that another thread can make it: a baseline by its name, or a policy. */
export interface Entrant {
  readonly name: string;
  /** Undefined for a baseline. */
  readonly policy: Policy | undefined;
}

/** One run, as data. */
export interface Task {
  readonly scenario: Scenario;
  readonly entrant: Entrant;
  readonly shape: Shape;
  readonly seed: number;
}

export const BASELINE_ENTRANTS: readonly Entrant[] = BASELINES.map(({ name }) => ({ name, policy: undefined }));

/** Who takes part in one scenario only, because it shows what the scenario is about. */
export function rivalsIn({ name }: Scenario): readonly Entrant[] {
  return (RIVALS[name] ?? []).map((rival) => ({ name: rival.name, policy: undefined }));
}

const KNOWN: readonly Contender[] = [...BASELINES, ...Object.values(RIVALS).flat()];

/** @throws RangeError for a baseline that does not exist. */
export function contenderOf({ name, policy }: Entrant): Contender {
  if (policy !== undefined) return breakwaterContender(name, policy);
  const baseline = KNOWN.find((other) => other.name === name);
  if (baseline !== undefined) return baseline;
  throw new RangeError(
    `contender: found '${name}'; allowed: ${BASELINES.map((other) => `'${other.name}'`).join(', ')}`,
  );
}
