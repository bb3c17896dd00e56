import { endOf } from '../incident/incident.ts';
import type { CallRecord } from '../measure/ledger.ts';
import type { Race } from '../run/race.ts';
import type { Note } from '../run/steps.ts';
import type { View } from './view.ts';

/** How many times in a run the standings are told. */
const STANDINGS = 10;

/** The run as lines of plain text: what happened, when it happened, and now and then how all three stand. */
export function createLogView(write: (line: string) => void): View {
  let timer: NodeJS.Timeout | undefined;
  return {
    note: (note) => write(noteLine(note)),
    start(race) {
      timer = setInterval(() => write(standingsLine(race)), endOf(race.incident) / STANDINGS);
    },
    stop() {
      clearInterval(timer);
    },
  };
}

/** `  6.2 s  detect    first HTTP 503`. */
export function noteLine({ atMs, step, text }: Note): string {
  return `${(atMs / 1_000).toFixed(1).padStart(5)} s  ${step.padEnd(8)}  ${text}`;
}

/** `  8.0 s  report    served/lost: plain axios 120/31, axios-retry 120/0 (31 waiting), …`. */
export function standingsLine({ entries, nowMs }: Pick<Race, 'entries' | 'nowMs'>): string {
  const standings = entries.map(({ name, ledger: { calls } }) => {
    const count = (fate: CallRecord['fate']): number => calls.filter((call) => call.fate === fate).length;
    const waiting = count('waiting');
    return `${name} ${count('served')}/${count('lost')}${waiting > 0 ? ` (${waiting} waiting)` : ''}`;
  });
  return noteLine({ atMs: nowMs(), step: 'report', text: `served/lost: ${standings.join(', ')}` });
}
