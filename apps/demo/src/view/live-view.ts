import { createLogUpdate } from 'log-update';
import picocolors from 'picocolors';
import type { Race } from '../run/race.ts';
import { frame } from './frame.ts';
import { paint } from './line.ts';
import type { View } from './view.ts';

/** Between two frames, milliseconds: fast enough to look alive, slow enough to be read. */
const FRAME_MS = 250;

/** The run as a picture that is drawn over and over in the same place. */
export function createLiveView(output: NodeJS.WriteStream): View {
  const colors = picocolors;
  const draw = createLogUpdate(output);
  let timer: NodeJS.Timeout | undefined;
  let show = (): void => {};
  return {
    note() {},
    start(race: Race) {
      show = () => {
        const width = output.columns;
        const { incident, entries, steps } = race;
        const target = race.target();
        const moment = { incident, entries, steps, target, nowMs: race.nowMs(), wallNowMs: Date.now() };
        const lines = frame(moment, width, output.rows);
        draw(lines.map((line) => paint(line, width, colors)).join('\n'));
      };
      timer = setInterval(show, FRAME_MS);
    },
    stop() {
      clearInterval(timer);
      show();
      draw.done();
    },
  };
}
