import type { Incident } from './incident.ts';
import { type Observed, realTime } from './play.ts';

/** What went otherwise than it must, one line each; nothing when all is well. */
export function judge(incident: Incident, observed: Observed, goodText: string, listenersPerCall = 0): string[] {
  const { call = 'chat', requests, waits = [], ends, leaves } = incident;
  const { breakwater, last, reported, arrivals, bodies } = observed;
  const found: string[] = [];
  const expect = (what: string, holds: boolean, saw: unknown): void => {
    if (!holds) found.push(`${what}, saw ${JSON.stringify(saw)}`);
  };

  expect(`${requests} requests`, arrivals.length === requests, arrivals.length);
  expect('the same bytes each time', new Set(bodies).size <= 1, bodies);
  const sameWaits = waits.every((wait, index) => {
    const [from, to] = typeof wait === 'number' ? [wait, wait] : wait;
    const saw = observed.waits[index] ?? Number.NaN;
    return saw >= from && saw <= to;
  });
  expect(`waits of ${JSON.stringify(waits)}`, sameWaits && observed.waits.length === waits.length, observed.waits);
  if (incident.calls === undefined) {
    const early = observed.waits.findIndex((wait, index) => {
      const gap = (arrivals[index + 1] ?? Infinity) - (arrivals[index] ?? 0);
      return gap < realTime(wait) - 1; // both clocks count in fractions of a millisecond
    });
    expect('no request before its time', early === -1, { arrivals, waits: observed.waits });
  }

  if (ends === undefined) {
    expect('an answer', last.surface === 'answer', [last.surface, String(last.given)]);
    if (call !== 'upload') expect('the whole text', last.text === goodText, last.text);
  } else {
    const surfaces: readonly string[] = ends.surfaces;
    expect(`one of ${surfaces.join(', ')}`, surfaces.includes(last.surface), [last.surface, String(last.given)]);
    if (ends.code !== null) {
      const { classification } = breakwater.explain(last.given);
      expect(`a ${ends.code} for explain`, classification.code === ends.code, classification);
      expect(`a ${ends.code} reported`, reported?.code === ends.code, reported);
      if (ends.reason !== undefined) expect(ends.reason, reported?.reason === ends.reason, reported);
      if (ends.stopped !== undefined) expect(ends.stopped, reported?.stopped === ends.stopped, reported);
    }
    if (ends.surfaces.includes('broken stream') || leaves === 'in-mid-stream') {
      const whole = last.text !== '' && goodText.startsWith(last.text) && last.text !== goodText;
      expect('the beginning of the text, once', whole, last.text);
    }
    if (leaves === 'in-flight' || leaves === 'in-mid-stream') {
      expect('the upstream sees the caller leave', observed.hungUp, observed.hungUp);
    }
  }

  for (const [target, { inFlight, waiting }] of Object.entries(breakwater.snapshot().targets)) {
    expect(`${target} at rest`, inFlight + waiting === 0, { inFlight, waiting });
  }
  const theirs = listenersPerCall * (incident.calls ?? 1);
  expect('no listener left', observed.listeners <= theirs, observed.listeners);
  return found;
}
