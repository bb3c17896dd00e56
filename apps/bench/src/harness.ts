import { setImmediate as nextTurn } from 'node:timers/promises';

/** One contender: makes `calls` calls and resolves when all are done. */
export interface Contender {
  readonly name: string;
  /** Awaited one by one, unless the group runs in batches. */
  readonly call: () => Promise<unknown>;
  /** Before each round, so that no round inherits the state of another. */
  readonly reset?: () => void;
  readonly stop?: () => void;
}

/** Contenders that promise the same, measured in one interleaved run. */
export interface Group {
  readonly name: string;
  /** What all of them do. */
  readonly what: string;
  readonly calls: number;
  /** Calls in flight at once. */
  readonly parallel: number;
  /** Cost of the loop itself, which is taken off. */
  readonly baseline: Contender;
  readonly contenders: readonly Contender[];
}

export interface Row {
  readonly name: string;
  /** Nanoseconds per call beyond the baseline: median, smallest and largest round. */
  readonly medianNs: number;
  readonly leastNs: number;
  readonly mostNs: number;
  /** Against the first contender of the group; 1 for itself. */
  readonly ratio: number;
}

/** Measures a group: contenders take turns, round by round, so that a noisy minute hits all of them. */
export async function measure(group: Group, rounds: number): Promise<Row[]> {
  const all = [group.baseline, ...group.contenders];
  const samples = new Map(all.map((contender) => [contender, [] as number[]]));
  // Once, and not before every round: a full collection also drops the optimised code of whatever lives shortly.
  globalThis.gc?.();
  for (let round = -1; round < rounds; round++) {
    for (const contender of all) {
      contender.reset?.();
      await nextTurn();
      await time(contender, group, group.calls / 4); // runs in what the others have pushed out
      const ns = await time(contender, group, group.calls);
      if (round >= 0) samples.get(contender)?.push(ns); // round -1 warms up
    }
  }
  for (const contender of all) contender.stop?.();
  const baselineNs = median(samples.get(group.baseline) ?? []);
  const medians = group.contenders.map((contender) => median(samples.get(contender) ?? []) - baselineNs);
  return group.contenders.map((contender, index) => {
    const own = samples.get(contender) ?? [];
    const medianNs = medians[index] ?? Number.NaN;
    return {
      name: contender.name,
      medianNs,
      leastNs: Math.min(...own) - baselineNs,
      mostNs: Math.max(...own) - baselineNs,
      ratio: (medians[0] ?? Number.NaN) / medianNs,
    };
  });
}

async function time({ call }: Contender, { parallel }: Group, calls: number): Promise<number> {
  const startNs = process.hrtime.bigint();
  if (parallel === 1) {
    for (let done = 0; done < calls; done++) await call();
  } else {
    for (let done = 0; done < calls; done += parallel) await Promise.all(Array.from({ length: parallel }, call));
  }
  return Number(process.hrtime.bigint() - startNs) / calls;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
