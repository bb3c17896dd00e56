import type { Clients, Shape } from '../scenario/scenario.ts';

/** What a shape is called in a report. */
export function shapeTitle(shape: Shape, { count, processes }: Clients): string {
  if (shape === 'gateway') return 'one gateway process';
  return processes === count ? 'a process for each client' : `${processes} processes`;
}
