/** The heap over time. */
export interface HeapLog {
  /** Collects garbage and notes what is left. */
  sample(): void;
  /** In bytes, of the samples after the first fifth, in which caches and pools fill: the mean of their first and last third. */
  summary(): { readonly early: number; readonly late: number };
}

export function createHeapLog(collect: () => void): HeapLog {
  const samples: number[] = [];
  return {
    sample() {
      collect();
      samples.push(process.memoryUsage().heapUsed);
    },
    summary() {
      const settled = samples.slice(Math.floor(samples.length / 5));
      const third = Math.ceil(settled.length / 3);
      return { early: mean(settled.slice(0, third)), late: mean(settled.slice(-third)) };
    },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
