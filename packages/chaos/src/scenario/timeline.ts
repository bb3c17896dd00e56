import type { Fault } from '../faults/fault.ts';
import { isConnectionWide, resolveFault } from '../faults/parse-fault.ts';
import { fits } from '../faults/apply-fault.ts';
import { draw } from '../random.ts';
import { compileCondition } from './condition.ts';
import type { RequestFacts } from './condition.ts';
import type { TimelineEntry } from './scenario.ts';

/** A timeline made ready. Time is given to it, in milliseconds since its start. */
export interface Timeline {
  /** What happens to a request now: the first entry that is on and meant for it. */
  faultFor(facts: RequestFacts, elapsedMs: number): Fault | undefined;
  /** What happens to connections now, before any request. */
  connectionFault(elapsedMs: number): 'refuse' | 'reset' | undefined;
  /** When `connectionFault` may next change, or nothing if it never will again. */
  nextChangeMs(elapsedMs: number): number | undefined;
}

export function createTimeline(entries: readonly TimelineEntry[], seed: number): Timeline {
  const compiled = entries.map((entry, index) => ({
    index,
    fault: resolveFault(entry.fault),
    fromMs: entry.fromMs,
    toMs: entry.toMs ?? Number.POSITIVE_INFINITY,
    probability: entry.probability ?? 1,
    matches: compileCondition(entry.when),
  }));
  const wide = compiled.filter(({ fault }) => isConnectionWide(fault));
  const changes = wide.flatMap(({ fromMs, toMs }) => [fromMs, toMs]).toSorted((left, right) => left - right);

  return {
    faultFor(facts, elapsedMs) {
      return compiled.find(
        ({ index, fault, fromMs, toMs, probability, matches }) =>
          elapsedMs >= fromMs &&
          elapsedMs < toMs &&
          fits(fault, facts.streaming) &&
          matches(facts) &&
          (probability === 1 || draw(seed, 'timeline', index, facts.number) < probability),
      )?.fault;
    },
    connectionFault(elapsedMs) {
      const kinds = wide
        .filter(({ fromMs, toMs }) => elapsedMs >= fromMs && elapsedMs < toMs)
        .map(({ fault }) => fault.kind);
      if (kinds.includes('refuse')) return 'refuse';
      return kinds.length > 0 ? 'reset' : undefined;
    },
    nextChangeMs: (elapsedMs) =>
      changes.find((changeMs) => changeMs > elapsedMs && changeMs < Number.POSITIVE_INFINITY),
  };
}
