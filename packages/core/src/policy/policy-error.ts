import { describeProblem } from './allowed.ts';

/** One thing that is wrong with a policy. */
export interface PolicyProblem {
  /** Where: `targets["openai/*"].retry.max`; `policy` for the whole. */
  readonly path: string;
  /** What stands there: `"three"`, `an array`, `an unknown key`. */
  readonly found: string;
  /** What may stand there: `an integer of 1 or more`. */
  readonly allowed: string;
}

/** A policy that cannot be used, with everything that is wrong with it. */
export class PolicyError extends TypeError {
  override readonly name: string = 'PolicyError';
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[], options?: ErrorOptions) {
    const lines = problems.map(({ path, found, allowed }) => `\n  ${describeProblem(path, found, allowed)}`);
    super(`The policy cannot be used:${lines.join('')}`, options);
    this.problems = problems;
  }
}
