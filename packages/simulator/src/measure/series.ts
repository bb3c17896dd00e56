import type { Scenario } from '../scenario/scenario.ts';
import { type Recorder, SLOT_MS } from './recorder.ts';

/** About as many steps as a chart can show. */
const STEPS = 120;

/** How one run went, step by step, for charts. */
export interface Series {
  readonly stepMs: number;
  /** Per second: calls made, calls answered in time, attempts that arrived upstream. */
  readonly offered: readonly number[];
  readonly answered: readonly number[];
  readonly attempts: readonly number[];
  /** Shares of the breakers that were open, and half-open, at the end of each step. */
  readonly open: readonly number[];
  readonly halfOpen: readonly number[];
  /** Durations of the calls answered in each step, milliseconds; null where there were none. */
  readonly p50Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
}

/** @param breakers - how many there are: one for each process and target. */
export function seriesOf({ durationMs }: Scenario, recorder: Recorder, breakers: number): Series {
  const slots = Math.max(1, Math.round(durationMs / STEPS / SLOT_MS));
  const stepMs = slots * SLOT_MS;
  const steps = Math.ceil(durationMs / stepMs);
  const perSecond = (counts: Float64Array): number[] =>
    Array.from({ length: steps }, (_empty, step) => {
      const within = counts.subarray(step * slots, (step + 1) * slots);
      return round((within.reduce((total, count) => total + count, 0) * 1_000) / stepMs);
    });
  const { open, halfOpen } = breakerShares(recorder, stepMs, steps, breakers);
  const durations = durationsPerStep(recorder, stepMs, steps);
  return {
    stepMs,
    offered: perSecond(recorder.calls),
    answered: perSecond(recorder.answered),
    attempts: perSecond(recorder.attempts),
    open,
    halfOpen,
    p50Ms: durations.map((sorted) => quantile(sorted, 0.5)),
    p99Ms: durations.map((sorted) => quantile(sorted, 0.99)),
  };
}

function breakerShares(
  { breakerChanges }: Recorder,
  stepMs: number,
  steps: number,
  breakers: number,
): { readonly open: number[]; readonly halfOpen: number[] } {
  const states = new Map<string, string>();
  const shares = { open: [] as number[], halfOpen: [] as number[] };
  let next = 0;
  for (let step = 0; step < steps; step++) {
    for (; next < breakerChanges.length && breakerChanges[next]!.atMs < (step + 1) * stepMs; next++) {
      const { process, target, to } = breakerChanges[next]!;
      states.set(JSON.stringify([process, target]), to);
    }
    const now = Array.from(states.values());
    shares.open.push(round(now.filter((state) => state === 'open').length / breakers));
    shares.halfOpen.push(round(now.filter((state) => state === 'half-open').length / breakers));
  }
  return shares;
}

function durationsPerStep({ answeredAtMs, durationsMs }: Recorder, stepMs: number, steps: number): number[][] {
  const perStep: number[][] = Array.from({ length: steps }, () => []);
  const { values: durations } = durationsMs;
  answeredAtMs.values.forEach((atMs, index) => perStep[Math.floor(atMs / stepMs)]?.push(durations[index]!));
  for (const ofStep of perStep) ofStep.sort((a, b) => a - b);
  return perStep;
}

function quantile(sorted: readonly number[], share: number): number | null {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return value === undefined ? null : Math.round(value);
}

/** Three digits are more than a chart shows. */
function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
