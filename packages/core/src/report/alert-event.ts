import type { ResolvedAlertRule } from '../policy/resolved.ts';

/** A condition began to hold for a target, or ceased to. */
export interface AlertEvent {
  readonly type: 'raised' | 'cleared';
  /** Which rule. */
  readonly alert: ResolvedAlertRule['type'];
  readonly target: string;
  /** When it began to hold, monotonic milliseconds. */
  readonly since: number;
  /** What it is, for a person. */
  readonly message: string;
  /** What it was judged by. */
  readonly figures: AlertFigures;
}

/** The same as it leaves the process. */
export interface AlertReport extends Pick<AlertEvent, 'alert' | 'target' | 'message' | 'figures'> {
  readonly state: AlertEvent['type'];
  /** When it is told, milliseconds since the epoch. */
  readonly at: number;
  /** When it began to hold, milliseconds since the epoch. */
  readonly since: number;
}

export type AlertFigures = Readonly<Record<string, number | string>>;

/** What an alert says, for a person. Made of the rule, codes and counts only. */
export function alertMessage(type: AlertEvent['type'], rule: ResolvedAlertRule, figures: AlertFigures): string {
  const { attempts = 0, failures = 0, windowMs = 0, usual, code, reason, rule: kind } = figures;
  const span = `in the last ${Number(windowMs) / 1_000} s`;
  const failed = `${percent(Number(failures) / Math.max(1, Number(attempts)))} of ${attempts} attempts ${span} failed`;
  const raised = type === 'raised';
  if ((rule.type === 'error-rate' || rule.type === 'spike') && attempts === 0) return `No attempts ${span}`;
  switch (rule.type) {
    case 'error-rate':
      return `${failed}; the limit is ${percent(rule.above)}`;
    case 'spike':
      return `${failed}; ${percent(Number(usual))} is usual`;
    case 'new-error':
      return `${kind} (${code} ${reason}) ${raised ? 'is seen for the first time in this process' : 'is no longer new, or gone'}`;
    case 'credential':
      return raised ? `The credential is refused: ${code} ${reason}` : 'The credential works again';
    case 'breaker-open':
      return raised ? 'The breaker is open' : 'The breaker is closed again';
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
