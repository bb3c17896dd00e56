import type { Result } from './result.ts';

/** The end of the demo, for machines. Times in milliseconds. */
export function reportJson({ incident, policy, summaries, checks, steps, tookMs }: Result): string {
  const { detected, classified, retries, recovery } = steps;
  const phases = incident.phases.map(({ name, fromMs, toMs }) => ({ name, fromMs, toMs }));
  const { $schema: _, ...shown } = policy;
  const report = {
    holds: checks.every(({ holds }) => holds),
    tookMs: Math.round(tookMs),
    incident: { ...incident, phases },
    policy: shown,
    contenders: summaries,
    steps: {
      detected: Object.fromEntries(detected),
      classified: Object.fromEntries(classified),
      retries,
      recovery: recovery && { downMs: recovery.downMs, failedProbes: recovery.failedProbes },
    },
    checks,
  };
  return `${JSON.stringify(report, toThreeDecimals, 2)}\n`;
}

function toThreeDecimals(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
}
