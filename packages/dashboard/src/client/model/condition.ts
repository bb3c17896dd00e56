import type { TargetSnapshot } from '@breakwater/core';

/** How bad something is: it fits a colour, a shape and a favicon. */
export type Severity = 'down' | 'watch' | 'well' | 'idle';

/** How a target is. */
export interface Condition {
  readonly severity: Severity;
  /** One or two words. */
  readonly label: string;
  /** What the sentence on all targets says of it. */
  readonly verb: string;
}

/** This share of failed attempts in the last minute is worth a word, where there were enough of them. */
const FAILING_SHARE = 0.1;
const ENOUGH_ATTEMPTS = 10;

/** How a target is, the worst thing first. */
export function conditionOf(
  { breaker, isolated, cooldown, paused = [], figures }: TargetSnapshot,
  now: number,
): Condition {
  if (isolated) return { severity: 'down', label: 'Isolated', verb: 'is isolated' };
  if (breaker.state === 'open') return { severity: 'down', label: 'Open', verb: 'is down' };
  if (breaker.state === 'half-open') {
    // Open and half open take turns while probes fail: for whoever looks it is down all the time.
    return breaker.allowance <= 1
      ? { severity: 'down', label: 'Probing', verb: 'is down' }
      : { severity: 'watch', label: 'Recovering', verb: 'is recovering' };
  }
  if (paused.length > 0) return { severity: 'watch', label: 'Key paused', verb: 'has a key without money or quota' };
  if (cooldown !== undefined && cooldown.until > now) {
    return { severity: 'watch', label: 'Cooling down', verb: 'asked for a pause' };
  }
  const { attempts, failures } = figures.recent;
  if (attempts >= ENOUGH_ATTEMPTS && failures >= FAILING_SHARE * attempts) {
    return { severity: 'watch', label: 'Failing', verb: 'fails often' };
  }
  if (cooldown !== undefined) return { severity: 'watch', label: 'Paced', verb: 'asked for fewer requests' };
  return attempts === 0
    ? { severity: 'idle', label: 'Idle', verb: 'is idle' }
    : { severity: 'well', label: 'Healthy', verb: 'is healthy' };
}

/** All targets in one: how bad it is, and a sentence. */
export interface Overall {
  readonly severity: Severity;
  readonly sentence: string;
  /** What is not well, the worst first. */
  readonly affected: readonly (Condition & { readonly name: string })[];
}

export function overall(targets: Readonly<Record<string, TargetSnapshot>>, now: number): Overall {
  const all = Object.entries(targets).map(([name, target]) => Object.assign(conditionOf(target, now), { name }));
  const down = all.filter(({ severity }) => severity === 'down');
  const watch = all.filter(({ severity }) => severity === 'watch');
  const affected = [...down, ...watch];
  const [worst] = affected;
  if (worst !== undefined) {
    const { severity } = worst;
    const alike = severity === 'down' ? down : watch;
    if (alike.length === 1) return { severity, affected, sentence: `${worst.name} ${worst.verb}` };
    const what = severity === 'down' ? 'are down' : 'need attention';
    return { severity, affected, sentence: `${alike.length} of ${all.length} targets ${what}` };
  }
  if (all.length === 0) return { severity: 'idle', affected, sentence: 'No calls yet' };
  if (all.every(({ severity }) => severity === 'idle')) {
    return { severity: 'idle', affected, sentence: 'Quiet: no calls in the last minute' };
  }
  return {
    severity: 'well',
    affected,
    sentence: all.length === 1 ? `${all[0]?.name} is healthy` : `All ${all.length} targets are healthy`,
  };
}
