import type { Alarm, Timers } from '../../timers.ts';
import { type LeaseTerms, LONGEST_MS } from './lease-terms.ts';
import type { Permit } from './permit.ts';
import type { News } from './settled-event.ts';

const OUTLIVED: News = { outcome: 'success', sign: 'outlived', lapsed: false };
const LAPSED: News = { outcome: 'neutral', sign: 'ended', lapsed: false };

/** Sets the alarm of an attempt while its target is tried again, and tells what its being out for so long means. */
export function lease(
  permit: Permit,
  { placeMs, outlivedMs }: LeaseTerms,
  timers: Timers,
  tell: (news: News, nowMs: number) => void,
): Alarm {
  const { sentAtMs } = permit;
  const outlivesAtMs = sentAtMs + outlivedMs;
  const alarm: Alarm = {
    dueMs: 0,
    heapIndex: -1,
    onDue(nowMs) {
      if (alarm.dueMs !== outlivesAtMs) return tell(LAPSED, nowMs);
      permit.outlived = true;
      timers.set(alarm, sentAtMs + LONGEST_MS);
      tell(OUTLIVED, nowMs);
    },
  };
  timers.set(alarm, Math.min(outlivesAtMs, sentAtMs + placeMs));
  return alarm;
}
