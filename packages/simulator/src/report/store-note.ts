import type { Summary } from '../measure/summary.ts';
import { isOfStore, type Scenario } from '../scenario/scenario.ts';

/**
 * Says to whom the trouble of a shared store is nothing, in a scenario that is about it: their figures are those of the
 * outage alone, and prove nothing about a store. Undefined in other scenarios.
 *
 * @param lines - of one scenario and shape.
 */
export function storeNote({ incidents }: Scenario, lines: readonly Summary[]): string | undefined {
  if (!incidents.some(isOfStore)) return undefined;
  const without = lines.filter(({ figures }) => figures.storeCommands?.max === 0).map(({ contender }) => contender);
  if (without.length === 0) return undefined;
  return `The store: not applicable to ${without.join(', ')}, who share no state; their figures are those of the outage alone.`;
}
