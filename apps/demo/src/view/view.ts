import type { Race } from '../run/race.ts';
import type { Note } from '../run/steps.ts';

/** Shows a run while it goes on. */
export interface View {
  start(race: Race): void;
  note(note: Note): void;
  /** Shows the end, and leaves the output as it was found. */
  stop(): void;
}

/** Shows nothing: for machines. */
export const NO_VIEW: View = { start() {}, note() {}, stop() {} };
