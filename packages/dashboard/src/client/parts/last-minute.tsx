import type { TargetSnapshot } from '@breakwater/core';
import type { JSX } from 'preact';

const HEIGHT = 18;
const STEP = 5;
const GAP = 1;

/** The attempts of the last minute, in slots of five seconds: the good ones, and on top those that failed. */
export function LastMinute({ slots }: Pick<TargetSnapshot['figures']['recent'], 'slots'>): JSX.Element | null {
  const { attempts, failures } = slots;
  const most = Math.max(...attempts, 1);
  if (attempts.length === 0) return null;
  return (
    <svg class="last-minute" viewBox={`0 0 ${attempts.length * STEP} ${HEIGHT}`} aria-hidden="true">
      {attempts.map((count, slot) => {
        const height = (HEIGHT * count) / most;
        const failed = (HEIGHT * (failures[slot] ?? 0)) / most;
        const [x, width] = [slot * STEP, STEP - GAP];
        return (
          <g key={slot}>
            <rect class="good" x={x} y={HEIGHT - height + failed} width={width} height={height - failed} />
            <rect class="bad" x={x} y={HEIGHT - height} width={width} height={failed} />
          </g>
        );
      })}
    </svg>
  );
}
