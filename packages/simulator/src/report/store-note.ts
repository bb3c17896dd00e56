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
  const without = lines.filter(({ figures }) => figures.storeCommands?.max === 0).length;
  if (without === 0) return undefined;
  const who =
    without === lines.length
      ? 'Nobody here sends the store a command or shares state'
      : 'Who sends the store no command shares no state';
  return `${who}: for them the trouble of the store is not applicable, and their figures are those of the outage alone.`;
}
