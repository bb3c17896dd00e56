import type { Scenario } from '@breakwater/chaos';

/** The model whose requests hang until their client leaves. */
export const HANGING = 'hangs';

/** Faults of every kind but such as never reach the upstream, where it could not count them. */
const MIXED: Scenario['rules'] = [
  { probability: 0.02, fault: '503' },
  { probability: 0.01, fault: '429:retry-after-ms=200' },
  { probability: 0.01, fault: 'reset' },
  { probability: 0.005, fault: '500' },
  { probability: 0.005, fault: 'html:status=502' },
  { probability: 0.005, fault: 'error-body' },
  { when: { stream: false }, probability: 0.005, fault: 'truncated-json' },
  { when: { stream: true }, probability: 0.01, fault: 'stream-cut:after-events=0' },
  { when: { stream: true }, probability: 0.005, fault: 'stream-error:after-events=1' },
  { when: { stream: true }, probability: 0.005, fault: 'stream-cut:after-events=8' },
  { when: { stream: true }, probability: 0.005, fault: 'stream-reset:after-events=8' },
];

/** How long an outage lasts. */
const OUTAGE_MS = 8_000;
/** What is left after the last one, so that all is well again at the end. */
const REST_MS = 2_000;

/**
 * What an upstream does for `totalMs`: mixed faults all the time, and an outage once in every `everyMs`.
 *
 * @param firstMs - when its first outage begins.
 */
export function soakScenario(totalMs: number, firstMs: number, everyMs: number): Scenario {
  const timeline: NonNullable<Scenario['timeline']>[number][] = [
    { fromMs: 0, when: { model: HANGING }, fault: 'hang' },
  ];
  for (let fromMs = firstMs; fromMs + OUTAGE_MS + REST_MS < totalMs; fromMs += everyMs) {
    timeline.push({ fromMs, toMs: fromMs + OUTAGE_MS, fault: '503' });
  }
  return { timeline, rules: MIXED, latencyMs: { medianMs: 20, p99Ms: 120 } };
}
