import type { Incident } from '../incident.ts';
import { connections } from './connections.ts';
import { gates } from './gates.ts';
import { statuses } from './statuses.ts';
import { streams } from './streams.ts';

/** The groups of the table, in its order. */
export const GROUPS: Readonly<Record<string, readonly Incident[]>> = {
  'Statuses and hints': statuses,
  'Connections and bodies': connections,
  Streams: streams,
  'Gates, deadlines, callers that leave': gates,
};

export const INCIDENTS: readonly Incident[] = Object.values(GROUPS).flat();
