import type { Recorder } from '../measure/recorder.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Told } from './told.ts';
import type { Upstream } from './upstream.ts';

/** Nobody is to be kept away for longer than this after the trouble that they were told of, milliseconds. */
const LATEST_MS = 30_000;

/** Where and when a call was made that failed. */
interface Failed {
  readonly upstream: Upstream;
  readonly madeAtMs: number;
  /** When the world ends, milliseconds: nobody can look at it later. */
  readonly endsAtMs: number;
}

/**
 * Holds what a caller is told against the world. The code is right when the target was in a trouble that it stands for
 * at some time since the call was made; a refusal by the policy itself when the target was in any. The time to come
 * back is right when an attempt that came then would be taken, which is looked at when that time has come, and no more
 * than half a minute is lost by it.
 */
export function judge(
  told: Told,
  { upstream, madeAtMs, endsAtMs }: Failed,
  time: VirtualTime,
  recorder: Recorder,
): void {
  const { nowMs } = time;
  const { code, retryAfterMs } = told;
  const isRight = upstream.hadTrouble(code === 'refused' ? 'any' : code, madeAtMs);
  recorder.told(isRight, retryAfterMs !== undefined);
  if (retryAfterMs === undefined) return;
  const backAtMs = nowMs + retryAfterMs;
  if (backAtMs > Math.max(nowMs, upstream.troubleEndsMs(nowMs)) + LATEST_MS) return;
  const look = (): void => recorder.cameBack(upstream.wouldServe(backAtMs), isRight);
  if (backAtMs >= endsAtMs) return look();
  time.at(backAtMs, {
    happen() {
      time.uncount(); // nothing of the world
      look();
    },
  });
}
