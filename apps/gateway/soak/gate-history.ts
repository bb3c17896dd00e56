import type { Breakwater } from '@breakwater/core';

/** How the gates stood, for whoever asks what became of a call. */
export interface GateHistory {
  /** What happened at the gates between two instants, milliseconds since the epoch, a line for each. */
  between(fromMs: number, toMs: number): readonly string[];
}

/** Listens to `breakwater` for good: gates turn some dozen times in an outage. */
export function createGateHistory(breakwater: Breakwater): GateHistory {
  const turns: { readonly at: number; readonly line: string }[] = [];
  const note = (at: number, line: string): void => {
    turns.push({ at, line: `${new Date(at).toISOString().slice(11, 23)} ${line}` });
  };
  breakwater.on('breaker', ({ at, target, from, to, probeInMs }) => {
    note(at, `${target}: ${from} -> ${to}${probeInMs === undefined ? '' : `, probe in ${probeInMs} ms`}`);
  });
  breakwater.on('cooldown', ({ at, target, forMs, perSecond }) => {
    note(at, `${target}: cools down for ${forMs} ms, then ${perSecond.toFixed(1)} a second`);
  });
  return {
    between: (fromMs, toMs) => turns.filter(({ at }) => at >= fromMs && at <= toMs).map(({ line }) => line),
  };
}
