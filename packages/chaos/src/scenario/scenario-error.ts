import type { Problem } from './check.ts';

/** A scenario that cannot be played. Lists every problem at once, each with its path, what was found and what is allowed. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(
      ({ path, found, allowed }) => `  ${path || '(scenario)'}: found ${found}, allowed: ${allowed}`,
    );
    super(`The scenario has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}
